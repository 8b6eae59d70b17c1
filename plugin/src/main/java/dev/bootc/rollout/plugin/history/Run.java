package dev.bootc.rollout.plugin.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bootc.rollout.plugin.text.Ages;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One run of a workflow: the rollout of a pool, or the update of a node.
 *
 * @param started RFC 3339
 * @param ended RFC 3339; absent while it is open
 * @param status in Temporal's word
 * @param digest it was about; empty where Temporal has no search attributes of ours
 * @param phase of a rollout; empty for an update
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Run(
    String workflowId,
    String runId,
    String started,
    @Nullable String ended,
    String status,
    String digest,
    String phase) {
  private static final String CONTINUED = "Continued as new";
  private static final String STATUS = "WORKFLOW_EXECUTION_STATUS_";

  static Run of(JsonNode execution) {
    String status = execution.path("status").asText().replace(STATUS, "");
    return new Run(
        execution.at("/execution/workflowId").asText(),
        execution.at("/execution/runId").asText(),
        execution.path("startTime").asText(),
        execution.hasNonNull("closeTime") ? execution.path("closeTime").asText() : null,
        status.isEmpty()
            ? ""
            : status.charAt(0) + status.substring(1).toLowerCase(Locale.ROOT).replace('_', ' '),
        attribute(execution, "BootcDigest"),
        attribute(execution, "BootcPhase"));
  }

  private static String attribute(JsonNode execution, String name) {
    return Payloads.of(execution.path("searchAttributes").path("indexedFields").path(name))
        .map(value -> value.isArray() && !value.isEmpty() ? value.get(0) : value)
        .map(JsonNode::asText)
        .orElse("");
  }

  boolean hasBegunAt(Instant moment) {
    return Ages.time(started).filter(begin -> !begin.isAfter(moment)).isPresent();
  }

  /** Whether another one goes on where it ended. */
  boolean wasContinued() {
    return status.equals(CONTINUED);
  }

  /** Whether it was open at that moment. */
  public boolean wasOpenAt(Instant moment) {
    return hasBegunAt(moment) && Ages.time(ended).filter(end -> end.isBefore(moment)).isEmpty();
  }
}
