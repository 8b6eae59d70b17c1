package dev.bootc.rollout.plugin.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunChainTest {
  private static final Run FIRST =
      new Run("w", "1", "2026-11-29T03:00:00Z", "2026-11-29T03:10:00Z", "Continued as new", "", "");
  private static final Run SECOND =
      new Run("w", "2", "2026-11-29T03:10:00Z", "2026-11-29T03:20:00Z", "Completed", "", "");
  private static final Run OTHER =
      new Run("w", "3", "2026-11-29T03:30:00Z", null, "Running", "", "");
  private static final RunChain CHAIN = new RunChain(List.of(OTHER, SECOND, FIRST));

  @Test
  void shouldTellWhatTheRunBeforeSaidWhenARolloutHasJustGoneOnInAnother()
      throws JsonProcessingException {
    // Given
    Map<String, List<JsonNode>> events =
        Map.of(
            "1", List.of(event("2026-11-29T03:09:00Z", "before")), "2", List.of(), "3", List.of());

    // When
    Optional<JsonNode> report =
        CHAIN.reportAt(
            Instant.parse("2026-11-29T03:10:01Z"),
            run -> events.getOrDefault(run.runId(), List.of()));

    // Then
    assertThat(report.orElseThrow().path("message").asText()).isEqualTo("before");
    assertThat(
            CHAIN.reportAt(
                Instant.parse("2026-11-29T03:25:00Z"),
                run -> events.getOrDefault(run.runId(), List.of())))
        .isEmpty();
    assertThat(
            CHAIN.reportAt(
                Instant.parse("2026-11-29T03:30:01Z"),
                run -> events.getOrDefault(run.runId(), List.of())))
        .isEmpty();
  }

  private static JsonNode event(String time, String message) throws JsonProcessingException {
    return new ObjectMapper()
        .readTree(
            """
            {"eventTime":"%s","activityTaskCompletedEventAttributes":{"result":
            [{"report":{"phase":"ROLLING","message":"%s"}}]}}
            """
                .formatted(time, message));
  }
}
