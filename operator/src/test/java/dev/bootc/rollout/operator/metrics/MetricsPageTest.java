package dev.bootc.rollout.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.operator.metrics.PoolFigures.Blockage;
import dev.bootc.rollout.operator.metrics.PoolFigures.InTheWay;
import dev.bootc.rollout.operator.metrics.Traces.Event;
import dev.bootc.rollout.operator.metrics.Traces.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference of metrics is the code's. */
final class MetricsPageTest {
  private static final Path PAGE = Path.of("../docs/reference/metrics.md");
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `(bootc_rollout_[a-z_]+)(?:\\{([a-z,]*)})?` \\| (gauge|counter|histogram) \\|");
  private static final Pattern HELP = Pattern.compile("(?m)^# TYPE (bootc_rollout_\\w+) (\\w+)$");
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  @Test
  void shouldNameEveryMetricWithItsTypeAndLabels() throws IOException {
    // Given
    Map<String, String> documented = new TreeMap<>();
    ROW.matcher(Files.readString(PAGE))
        .results()
        .forEach((MatchResult row) ->
            documented.put(
                row.group(1), row.group(3) + " " + Optional.ofNullable(row.group(2)).orElse("")));

    // When
    String text = everything();

    // Then
    Map<String, String> told = new TreeMap<>();
    HELP.matcher(text)
        .results()
        .filter(type -> !type.group(1).endsWith("_max"))
        .forEach((MatchResult type) ->
            told.put(type.group(1), type.group(2) + " " + labels(text, type.group(1))));
    assertThat(documented).isEqualTo(told);
  }

  @Test
  void shouldSpellEveryValueOfALabelAsTheResourcesDo() throws IOException {
    // Given
    String page = Files.readString(PAGE);

    // When // Then
    assertThat(Arrays.stream(NodeState.values()).map(Words::of))
        .allSatisfy(state -> assertThat(page).contains("`" + state + "`"));
    assertThat(Arrays.stream(Verdict.Outcome.values()).map(Words::of))
        .allSatisfy(verdict -> assertThat(page).contains("`" + verdict + "`"));
    assertThat(Arrays.stream(RolloutPhase.values()).map(RolloutPhase::text))
        .allSatisfy(phase -> assertThat(page).contains("`" + phase + "`"));
  }

  /** Of one series: all of a metric have the same. */
  private static String labels(String text, String metric) {
    return Pattern.compile("(?m)^" + metric + "(?:_count)?\\{([^}]*)} ")
        .matcher(text)
        .results()
        .findFirst()
        .map((MatchResult series) -> series.group(1).replaceAll("=\"[^\"]*\"", ""))
        .orElse("");
  }

  private static String everything() {
    Exposition exposition = new Exposition();
    ProcessMetrics process = new ProcessMetrics(exposition.registry());
    process.withTemporal(() -> true, () -> Optional.of(NOW));
    process.withLeader(() -> true);
    process.withTags();
    new PoolGauges(exposition.registry()).show(1, List.of(figures()));
    PoolCounters counters = new PoolCounters(exposition.registry());
    counters.count("p", new Event.Ended(Verdict.Outcome.NOT_BACK));
    counters.count("p", new Event.Took(Step.DRAIN, Duration.ofSeconds(1)));
    counters.ended("p", RolloutPhase.COMPLETED);
    return exposition.text();
  }

  private static PoolFigures figures() {
    return new PoolFigures(
        "p",
        Map.of(NodeState.STAGED, 1),
        1,
        Duration.ZERO,
        Map.of(BlockedBy.Kind.PAUSED, new Blockage(1, Duration.ZERO)),
        Map.of(Verdict.Outcome.NOT_BACK, 1),
        RolloutPhase.PAUSED,
        NOW,
        NOW,
        NOW,
        Map.of(new InTheWay(BlockedBy.Kind.PAUSED, "BootcNodePool/p", ""), Duration.ZERO),
        "ann",
        new ImageDigest("sha256:" + "0".repeat(64)),
        "ann");
  }
}
