package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.testkit.recorder.Findings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Measurements as Markdown, one row for each rollout. */
final class RolloutReport {

  private static final String HEAD =
      """
      | nodes / at a time | wall | bound (hosts alone) | turnaround p50 / p99 | edit → first cordon | last node back → up to date | Temporal events a node: pool + node | operator's API requests a node | operator's peak memory | left cordoned | recorder |
      |---|---|---|---|---|---|---|---|---|---|---|
      """;

  private final RolloutSetting setting;

  RolloutReport(RolloutSetting setting) {
    this.setting = setting;
  }

  String rollouts(List<RolloutMeasurement> measurements) {
    return HEAD + measurements.stream().map(this::row).collect(Collectors.joining());
  }

  /** Who asked the API server how often, and what the operator asked, in one of the rollouts. */
  String requests(RolloutMeasurement measurement) {
    StringBuilder text = new StringBuilder();
    text.append("| user agent | requests | a node |\n|---|---|---|\n");
    appendCounts(text, measurement.requests());
    text.append("\n| operator's request | requests | a node |\n|---|---|---|\n");
    appendCounts(text, measurement.calls());
    return text.toString();
  }

  private String row(RolloutMeasurement measurement) {
    Findings findings = measurement.findings();
    return "| %d / %d | %s | %s | %s / %s | %s | %s | %.1f + %.1f | %.1f | %d MiB | %d | %s |\n"
        .formatted(
            setting.nodes(),
            setting.maxUnavailable(),
            seconds(measurement.wall()),
            seconds(setting.bound()),
            turnaround(findings, 50),
            turnaround(findings, 99),
            seconds(measurement.toFirstCordon()),
            seconds(measurement.afterLastReady()),
            aNode(measurement.poolEvents()),
            aNode(measurement.nodeEvents()),
            aNode(measurement.requests().getOrDefault(Requests.OPERATOR, 0L)),
            measurement.peakMemory() >> 20,
            measurement.leftCordoned(),
            findings.isClean() ? "clean" : findings.violations().size() + " violations");
  }

  private void appendCounts(StringBuilder text, SortedMap<String, Long> counts) {
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      text.append(
          "| %s | %d | %.2f |\n"
              .formatted(count.getKey(), count.getValue(), aNode(count.getValue())));
    }
  }

  private double aNode(long count) {
    return (double) count / setting.nodes();
  }

  private static String turnaround(Findings findings, int percent) {
    return findings.turnaround(percent).map(time -> time.toMillis() + " ms").orElse("–");
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
