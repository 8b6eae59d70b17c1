package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.testkit.chart.Chart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The chart's alerts, of which the patience is that of a test: seconds for minutes and for days.
 */
final class QuickAlerts {
  /** Whatever is not there any more is a rule that would be tried as slow as it is. */
  private static final Map<String, String> SOONER =
      Map.of(
          "changes(bootc_rollout_nodes[1h])", "changes(bootc_rollout_nodes[20s])",
          "age_seconds{kind=\"DrainBlocked\"} > 1800", "age_seconds{kind=\"DrainBlocked\"} > 5",
          "age_seconds{kind=\"TagNotResolved\"} > 1800", "age_seconds{kind=\"TagNotResolved\"} > 5",
          "age_seconds{kind=\"AgentSilent\"} > 600", "age_seconds{kind=\"AgentSilent\"} > 5",
          "SpecNotTaken|TemporalUnavailable\"} > 600", "SpecNotTaken|TemporalUnavailable\"} > 5",
          "MemberRefused|Conflict\"} > 1800", "MemberRefused|Conflict\"} > 5",
          "Cancelled|RolledBack\"} > 86400", "Cancelled|RolledBack\"} > 5",
          "paused_timestamp_seconds > 86400", "paused_timestamp_seconds > 5");

  private QuickAlerts() {}

  static Path in(Path folder) throws IOException {
    String rules =
        Files.readString(Chart.ofThisCheckout().folder().resolve("files").resolve("alerts.yaml"));
    for (Map.Entry<String, String> sooner : SOONER.entrySet()) {
      if (!rules.contains(sooner.getKey())) {
        throw new AssertionError("no alert says " + sooner.getKey());
      }
      rules = rules.replace(sooner.getKey(), sooner.getValue());
    }
    return Files.writeString(
        folder.resolve("alerts.yaml"), rules.replaceAll("(?m)^( +for: ).*$", "$1" + "1s"));
  }
}
