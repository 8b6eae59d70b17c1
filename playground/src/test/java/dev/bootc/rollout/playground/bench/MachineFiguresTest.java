package dev.bootc.rollout.playground.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MachineFiguresTest {
  @Test
  void shouldCountWaitingForADiskAsIdleAndStolenTimeAsBusyWhenItReadsTheKernelsLine() {
    // Given
    String stat =
        """
        cpu  100 10 50 700 40 1 2 7 33 0
        cpu0 100 10 50 700 40 1 2 7 33 0
        """;

    // When
    MachineFigures figures = MachineFigures.of(stat);

    // Then
    assertThat(figures)
        .isEqualTo(new MachineFigures(Duration.ofMillis(1_700), Duration.ofMillis(7_400)));
  }
}
