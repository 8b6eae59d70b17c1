package dev.bootc.rollout.playground.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has /proc")
class ProcessFiguresTest {
  @Test
  void shouldReadMemoryAndCpuTimeOfAProcessWhenItRuns() {
    // Given
    ProcessFigures self = new ProcessFigures(ProcessHandle.current().pid());

    // When
    long memory = self.memory();

    // Then
    assertThat(memory).isGreaterThan(10_000_000).isLessThan(1L << 40);
    assertThat(self.peakMemory()).isGreaterThan(10_000_000);
    assertThat(self.cpu())
        .isPositive()
        .isLessThanOrEqualTo(ProcessHandle.current().info().totalCpuDuration().orElseThrow());
  }
}
