package dev.bootc.rollout.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.operator.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AskedToEndTest {
  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-01-01T12:00:00Z"));
  private final AskedToEnd asked = new AskedToEnd(clock);

  @Test
  void shouldRememberARunUntilItHasEnded() {
    // When
    asked.add("run-1");

    // Then
    assertThat(asked.contains("run-1")).isTrue();

    // When
    asked.remove("run-1");

    // Then
    assertThat(asked.contains("run-1")).isFalse();
  }

  @Test
  void shouldForgetWhatNobodyAsksAboutAnyMore() {
    // Given
    asked.add("run-1");
    clock.move(Duration.ofMinutes(11));
    asked.add("run-2");

    // When
    boolean known = asked.contains("run-1");

    // Then
    assertThat(known).isFalse();
    assertThat(asked.size()).isEqualTo(1);
  }
}
