package dev.bootc.rollout.workflows.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

/** A failure that cannot be repeated cannot be mended. */
class SameStoryTest {
  @Test
  void shouldTellTheSameStoryTwiceWhenASeedFails() {
    // Given
    Engine broken = Blindness.ONE_SLOT_TOO_MANY.engine();
    Throwable first = catchThrowable(() -> Seeds.run(0, broken));

    // When
    Throwable second = catchThrowable(() -> Seeds.run(0, broken));

    // Then
    assertThat(second).isInstanceOf(Violation.class).hasMessageContaining("seed 0, step ");
    assertThat(second).hasMessage(first.getMessage());
  }
}
