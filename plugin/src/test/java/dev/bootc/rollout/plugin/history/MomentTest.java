package dev.bootc.rollout.plugin.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MomentTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REPORT =
      """
      {"report":{"phase":"ROLLING","message":"%s",
      "blockedBy":[{"kind":"DrainBlocked","object":"Pod/shop/db-0","message":"PDB db allows 0",
      "since":"2026-11-29T03:01:00Z"}],
      "inFlight":[{"node":"worker-1","state":"draining"}],
      "waiting":[{"reason":"budget 1 used up","count":2,"nodes":["worker-2","worker-3"]}]}}
      """;

  @Test
  void shouldTellWhatWasSaidLastBeforeThatMoment() throws JsonProcessingException {
    // Given
    List<JsonNode> events =
        List.of(
            event("2026-11-29T03:00:00Z", encoded(REPORT.formatted("first"))),
            event("2026-11-29T03:10:00Z", "{\"payloads\":[\"no report\"]}"),
            event("2026-11-29T03:12:00Z", "[" + REPORT.formatted("second") + "]"),
            event("2026-11-29T03:13:00Z", encoded(REPORT.formatted("third"))));

    // When
    Optional<JsonNode> report = Moment.reportAt(events, Instant.parse("2026-11-29T03:12:30Z"));

    // Then
    assertThat(Moment.lines(report.orElseThrow(), ""))
        .containsExactly(
            "Rolling: second",
            "  blocked by  DrainBlocked  Pod/shop/db-0  since 2026-11-29T03:01:00Z: PDB db allows"
                + " 0",
            "  in flight   worker-1  draining",
            "  waited      2: budget 1 used up  (worker-2, worker-3)");
    assertThat(Moment.lines(report.orElseThrow(), "worker-1"))
        .contains("  in flight   worker-1  draining")
        .noneMatch(line -> line.contains("waited"));
  }

  @Test
  void shouldTellNothingWhenNothingWasSaidBeforeThatMoment() throws JsonProcessingException {
    // Given
    List<JsonNode> events =
        List.of(event("2026-11-29T03:00:00Z", encoded(REPORT.formatted("first"))));

    // When
    Optional<JsonNode> report = Moment.reportAt(events, Instant.parse("2026-11-29T02:59:59Z"));

    // Then
    assertThat(report).isEmpty();
  }

  @Test
  void shouldReadARunAsTemporalListsIt() throws JsonProcessingException {
    // Given
    JsonNode listed =
        JSON.readTree(
            """
            {"execution":{"workflowId":"rollout/workers","runId":"run-1"},
            "startTime":"2026-11-29T03:00:00Z","status":"WORKFLOW_EXECUTION_STATUS_TIMED_OUT",
            "closeTime":"2026-11-29T04:00:00Z",
            "searchAttributes":{"indexedFields":{"BootcPhase":%s,"BootcDigest":"sha256:1111"}}}
            """
                .formatted(payload("\"Completed\"")));

    // When
    Run run = Run.of(listed);

    // Then
    assertThat(run)
        .isEqualTo(
            new Run(
                "rollout/workers",
                "run-1",
                "2026-11-29T03:00:00Z",
                "2026-11-29T04:00:00Z",
                "Timed out",
                "sha256:1111",
                "Completed"));
    assertThat(run.wasOpenAt(Instant.parse("2026-11-29T03:30:00Z"))).isTrue();
    assertThat(run.wasOpenAt(Instant.parse("2026-11-29T04:00:01Z"))).isFalse();
    assertThat(run.wasOpenAt(Instant.parse("2026-11-29T02:59:59Z"))).isFalse();
  }

  private static JsonNode event(String time, String result) throws JsonProcessingException {
    return JSON.readTree(
        "{\"eventTime\":\"%s\",\"activityTaskCompletedEventAttributes\":{\"result\":%s}}"
            .formatted(time, result));
  }

  private static String encoded(String json) {
    return "{\"payloads\":[" + payload(json) + "]}";
  }

  private static String payload(String json) {
    return "{\"metadata\":{\"encoding\":\"anNvbi9wbGFpbg==\"},\"data\":\"%s\"}"
        .formatted(Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
  }
}
