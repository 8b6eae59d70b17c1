package dev.bootc.rollout.playground.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentReportTest {
  private static final long MEBIBYTE = 1 << 20;

  @Test
  void shouldReckonFiguresToAnHourAndGiveEachRunAColumnWhenThereAreSeveral() {
    // Given
    AgentMeasurement run =
        new AgentMeasurement(
            Duration.ofMillis(1_850),
            Duration.ofMillis(1_200),
            Duration.ofSeconds(60),
            63 * MEBIBYTE,
            70 * MEBIBYTE,
            Duration.ofMillis(50),
            2,
            80 * MEBIBYTE,
            12 * MEBIBYTE + MEBIBYTE / 2);

    // When
    String text = new AgentReport(List.of(run, run)).text();

    // Then
    assertThat(text.lines())
        .contains(
            "| | aim | run 1 | run 2 |",
            "|---|---|---|---|",
            "| resident, idle | ≤ 64 MiB | 63.0 MiB | 63.0 MiB |",
            "| start until ready | ≤ 2 s | 1.85 s | 1.85 s |",
            "| CPU seconds an hour, idle |  | 3.0 | 3.0 |",
            "| API requests an hour, idle, beside the watch | 0 | 120.0 | 120.0 |",
            "| size of the program |  | 12.5 MiB | 12.5 MiB |");
  }
}
