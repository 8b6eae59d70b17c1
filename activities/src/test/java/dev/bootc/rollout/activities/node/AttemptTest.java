package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AttemptTest {

  @Test
  void shouldRefuseToWriteWhenItsTimeIsOver() {
    assertThatThrownBy(() -> attempt(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another may be under way");
  }

  @Test
  void shouldWriteWhenThereIsTimeLeft() {
    assertThatCode(() -> attempt(Duration.ofMinutes(1))).doesNotThrowAnyException();
  }

  @Test
  void shouldWriteWhenItIsNoAttemptOfTemporals() {
    assertThatCode(Attempt::requireTime).doesNotThrowAnyException();
  }

  private static boolean attempt(Duration time) {
    return Attempt.within(
        time,
        () -> {
          Attempt.requireTime();
          return true;
        });
  }
}
