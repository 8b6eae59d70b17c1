package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.plan.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AgentMetricsTest {
  private static final Instant BEGIN = Instant.parse("2026-11-22T16:00:00Z");
  private static final String IMAGE = "registry.example.com/os@sha256:" + "1".repeat(64);
  private static final Memory STAGING =
      Memory.EMPTY.withStaging(new Memory.Staging(IMAGE, "boot", BEGIN, ""));

  @Test
  void shouldTellHowLongStagingTookWhenItSucceeded() {
    try (AgentMetrics metrics = new AgentMetrics()) {
      // Given
      Memory staged = STAGING.withStaged(IMAGE, "boot");

      // When
      metrics.changed(STAGING, staged, BEGIN.plusSeconds(90));

      // Then
      assertThat(metrics.text().lines())
          .contains("bootc_agent_staging_seconds_count 1", "bootc_agent_staging_seconds_sum 90.0");
    }
  }

  @Test
  void shouldTellNoStagingTimeWhenItWasStoppedOrFailed() {
    try (AgentMetrics metrics = new AgentMetrics()) {
      // Given
      Memory failed = STAGING.withFailure(new Memory.Failure(IMAGE, 1, BEGIN, "stage failed: EOF"));

      // When
      metrics.changed(STAGING, STAGING.withStaging(null), BEGIN.plusSeconds(9));
      metrics.changed(STAGING, failed, BEGIN.plusSeconds(9));

      // Then
      assertThat(metrics.text().lines()).contains("bootc_agent_staging_seconds_count 0");
    }
  }

  @Test
  void shouldCountEachFailureOnceUnderItsCauseWhenStagingFails() {
    try (AgentMetrics metrics = new AgentMetrics()) {
      // Given
      String message = "stage failed: the registry refuses (unauthorized: access denied)";
      Memory failed = STAGING.withFailure(new Memory.Failure(IMAGE, 1, BEGIN, message));

      // When
      metrics.changed(STAGING, failed, BEGIN);
      metrics.changed(failed, failed.withReboot(null), BEGIN);

      // Then
      assertThat(metrics.text().lines())
          .contains(
              "bootc_agent_failures_total{cause=\"authentication\"} 1.0",
              "bootc_agent_failures_total{cause=\"disk\"} 0.0");
    }
  }

  @Test
  void shouldTellTimesAsSecondsAndNothingKnownAsNotANumberWhenItIsAsked() {
    try (AgentMetrics metrics = new AgentMetrics()) {
      // Given
      metrics.withLastContact(() -> Optional.of(BEGIN)).withLastReboot(Optional::empty);

      // When
      String text = metrics.text();

      // Then
      assertThat(text.lines())
          .contains(
              "bootc_agent_api_last_contact_timestamp_seconds 1.7953632E9",
              "bootc_agent_last_reboot_timestamp_seconds NaN");
    }
  }

  @Test
  void shouldBeDocumentedEachAndNoOther() throws IOException {
    try (AgentMetrics metrics = new AgentMetrics()) {
      // Given
      metrics
          .withLastContact(Optional::empty)
          .withLastReboot(Optional::empty)
          .withStagingBytes(Optional::empty);
      String page = Files.readString(Path.of("../docs/reference/agent-configuration.md"));

      // When
      Stream<String> documented = names("(?m)^\\| `(bootc_agent_[a-z_]+)[{`]", page);

      // Then
      assertThat(documented)
          .containsExactlyInAnyOrderElementsOf(
              names("(?m)^# TYPE (bootc_agent_\\w+) ", metrics.text())
                  .filter(name -> !name.endsWith("_max"))
                  .toList());
    }
  }

  private static Stream<String> names(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1));
  }
}
