package dev.bootc.rollout.playground.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.playground.bench.RolloutMeasurement.TemporalFigures;
import dev.bootc.rollout.playground.bench.RolloutMeasurement.Times;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RolloutReportTest {
  @Test
  void shouldShowTheFirstRolloutApartWhenTheServersWereTheSame() {
    // Given
    List<RolloutMeasurement> rollouts = List.of(rollout(9), rollout(5), rollout(6), rollout(8));

    // When
    String text = new RolloutReport(setting(false), rollouts).text();

    // Then
    assertThat(text.lines())
        .contains(
            "| | first (1) | later (2) | later (3) | later (4) | median of later |",
            "| wall | 9.0 s | 5.0 s | 6.0 s | 8.0 s | 6.0 s |");
  }

  @Test
  void shouldReckonWhatIsCountedToANodeWhenItReports() {
    // Given
    List<RolloutMeasurement> rollouts = List.of(rollout(2), rollout(4));

    // When
    String text = new RolloutReport(setting(true), rollouts).text();

    // Then
    assertThat(text.lines())
        .contains(
            "100 nodes, 10 at a time, 0.2 s to stage, 0.3 s away, bound by the hosts alone: 3.2 s; %d processors; bare"
                .formatted(Runtime.getRuntime().availableProcessors()),
            "| | first (1) | first (2) | median |",
            "| slots in use | 97.5 % | 97.5 % | 97.5 % |",
            "| CPU a node, operator | 15.0 ms | 15.0 ms | 15.0 ms |",
            "| CPU a node, all of these | 45.0 ms | 45.0 ms | 45.0 ms |",
            "| CPU a node, other programs | 1.0 ms | 1.0 ms | 1.0 ms |",
            "| processors idle | 3.2 % | 3.2 % | 3.2 % |",
            "| peak memory, operator | 200 MiB | 200 MiB | 200 MiB |",
            "| Temporal events a node, pool | 4.0 | 4.0 | 4.0 |",
            "| Temporal's file, growth a node | 2.0 KiB | 2.0 KiB | 2.0 KiB |",
            "| gathering for a plan, mean | 0.25 ms | 0.25 ms | 0.25 ms |",
            "| deciding a plan, most | 4.0 ms | 4.0 ms | 4.0 ms |",
            "| API requests a node, the controller's | 7.2 | 7.2 | 7.2 |",
            "| turnaround p99 | – | – | – |",
            "| promises broken, says the recorder | – | – | – |");
  }

  private static RolloutSetting setting(boolean bare) {
    return new RolloutSetting(100, 10, Duration.ofMillis(200), Duration.ofMillis(300), bare);
  }

  private static RolloutMeasurement rollout(int seconds) {
    LinkedHashMap<String, Duration> processors = new LinkedHashMap<>();
    processors.put("operator", Duration.ofMillis(1_500));
    processors.put("Temporal", Duration.ofSeconds(3));
    return new RolloutMeasurement(
        new Times(
            Duration.ofSeconds(seconds),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Optional.of(Duration.ofMillis(150)),
            Optional.empty(),
            OptionalDouble.of(0.975)),
        new ProcessorUse(processors, Duration.ofMillis(100), 0.032),
        new LinkedHashMap<>(Map.of("operator", 200L << 20)),
        new TreeMap<>(Map.of("operator", 720L, "fleet", 600L)),
        new TreeMap<>(Map.of("patch nodes", 720L)),
        0,
        Optional.of(new TemporalFigures(400, 1_400, 200L << 10)),
        Optional.of(
            new PlanFigures(
                new PlanFigures.Cost(0.000_25, 0.002), new PlanFigures.Cost(0.001, 0.004))),
        Optional.empty());
  }
}
