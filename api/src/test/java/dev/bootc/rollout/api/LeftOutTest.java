package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeftOutTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final LeftOut GATE =
      LeftOut.byGate(NOON, Duration.ofSeconds(30), 3, "gate alerts says no: 2 fire");
  private static final LeftOut MARK =
      LeftOut.undrainable(NOON, 3, "cannot be drained: shop/db-0: none");

  @Test
  void shouldBeReadAsItWasWrittenWhenItIsOurs() {
    // Given // When // Then
    assertThat(LeftOut.parse(MARK.text())).contains(MARK);
    assertThat(LeftOut.parse("yesterday 3 why")).isEmpty();
    assertThat(LeftOut.parse(MARK.text().replace(" 3 ", " x "))).isEmpty();
    assertThat(LeftOut.parse(MARK.text().replace(" drain ", " other "))).isEmpty();
    assertThat(LeftOut.parse(GATE.text())).contains(GATE);
    assertThat(LeftOut.parse("2026-01-01T12:00:00Z")).isEmpty();
    assertThat(LeftOut.parse(null)).isEmpty();
  }

  @Test
  void shouldKeepTheTimeOfTheFirstLookWhenAnotherSaysAsMuchOfTheSamePool() {
    // Given
    LeftOut later = LeftOut.byGate(NOON.plusSeconds(30), Duration.ofSeconds(30), 3, "still");
    LeftOut ofAnEdit = LeftOut.byGate(NOON.plusSeconds(30), Duration.ofSeconds(30), 4, "still");

    // When // Then
    assertThat(later.after(Optional.of(GATE)).since()).isEqualTo(NOON);
    assertThat(later.after(Optional.of(GATE)).until()).isEqualTo(NOON.plusSeconds(60));
    assertThat(ofAnEdit.after(Optional.of(GATE))).isEqualTo(ofAnEdit);
    assertThat(later.after(Optional.empty())).isEqualTo(later);
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
