package dev.bootc.rollout.activities.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CachedKindTest {
  private long answered = 7;
  private long cached = 5;
  private long now;
  private final CachedKind kind = new CachedKind(() -> answered, () -> cached, () -> now);

  @Test
  void shouldLagWhenTheCacheDoesNotComeToWhatWasAnswered() {
    // Given
    kind.ask();

    // When
    cached = 6;
    pass(100);

    // Then
    assertThat(kind.lags()).isTrue();
  }

  @Test
  void shouldNotLagWhenTheCacheCameThereInTime() {
    // Given
    kind.ask();
    cached = 7;
    assertThat(kind.lags()).isFalse();
    answered = 9;
    pass(80);
    kind.ask();

    // When
    pass(80);

    // Then
    assertThat(kind.lags()).isFalse();
  }

  @Test
  void shouldNotLagWhenTheApiServerWentAwayMeanwhile() {
    // Given
    kind.ask();

    // When
    kind.expectNothing();
    pass(100);

    // Then
    assertThat(kind.lags()).isFalse();
  }

  private void pass(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
