package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StandstillTest {
  private Object mark = 1;
  private long now;
  private final Standstill standstill =
      new Standstill(Duration.ofMinutes(3), () -> mark, () -> now);

  @Test
  void shouldBeAProblemWhenTheMarkHasNotChangedForTooLong() {
    // Given
    standstill.problem();

    // When
    now += Duration.ofSeconds(200).toNanos();

    // Then
    assertThat(standstill.problem()).hasValue("has stood still for 200 s");
  }

  @Test
  void shouldBeNoneWhenTheMarkChangesInTime() {
    // Given
    standstill.problem();
    now += Duration.ofSeconds(170).toNanos();
    mark = 2;
    standstill.problem();

    // When
    now += Duration.ofSeconds(170).toNanos();

    // Then
    assertThat(standstill.problem()).isEmpty();
  }
}
