package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeftOutTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final LeftOut MARK = new LeftOut(NOON, 3, "cannot be drained: shop/db-0: none");

  @Test
  void shouldBeReadAsItWasWrittenWhenItIsOurs() {
    // Given // When // Then
    assertThat(LeftOut.parse(MARK.text())).contains(MARK);
    assertThat(LeftOut.parse("yesterday 3 why")).isEmpty();
    assertThat(LeftOut.parse("2026-01-01T12:00:00Z x why")).isEmpty();
    assertThat(LeftOut.parse("2026-01-01T12:00:00Z")).isEmpty();
    assertThat(LeftOut.parse(null)).isEmpty();
  }

  @Test
  void shouldHoldForFiveMinutesWhenItIsNotFromTheFuture() {
    // Given // When // Then
    assertThat(MARK.holds(NOON)).isTrue();
    assertThat(MARK.holds(NOON.plus(LeftOut.HOLDS_FOR).minusMillis(1))).isTrue();
    assertThat(MARK.holds(NOON.plus(LeftOut.HOLDS_FOR))).isFalse();
    assertThat(MARK.holds(NOON.minus(Duration.ofHours(1)))).isFalse();
  }
}
