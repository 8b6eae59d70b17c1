package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.workflows.verb.VerbOrder;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionCancelRequestedEventAttributes;
import io.temporal.client.WorkflowClient;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads from Temporal's history who steered a run: the workflow itself is not told. Everybody gives
 * their name themselves.
 */
final class SignalHistory {
  private final WorkflowClient client;

  SignalHistory(WorkflowClient client) {
    this.client = client;
  }

  /** Identity behind the latest signal of that name. */
  String sender(String workflowId, String runId, String signal) {
    return latest(
            history(workflowId, runId)
                .filter(event ->
                    event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
                .map(event -> event.getWorkflowExecutionSignaledEventAttributes())
                .filter(event -> event.getSignalName().equals(signal)))
        .map(event -> event.getIdentity())
        .orElseThrow(
            () -> new IllegalStateException("no signal " + signal + " in the history of " + runId));
  }

  /** Identity behind the update of that ID. */
  String updater(String workflowId, String runId, String updateId) {
    return latest(
            history(workflowId, runId)
                .filter(event ->
                    event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)
                .map(event ->
                    event
                        .getWorkflowExecutionUpdateAcceptedEventAttributes()
                        .getAcceptedRequest()
                        .getMeta())
                .filter(update -> update.getUpdateId().equals(updateId)))
        .map(update -> update.getIdentity())
        .orElseThrow(() ->
            new IllegalStateException("no update " + updateId + " in the history of " + runId));
  }

  /** Identity behind the request to cancel, and the reason where one was given. */
  String canceller(String workflowId, String runId) {
    return latest(
            history(workflowId, runId)
                .filter(event ->
                    event.getEventType()
                        == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)
                .map(event -> event.getWorkflowExecutionCancelRequestedEventAttributes()))
        .map(SignalHistory::text)
        .orElse("somebody");
  }

  private static String text(WorkflowExecutionCancelRequestedEventAttributes request) {
    if (request.getCause().startsWith(VerbOrder.UPDATE_OF)) {
      // Sent by us for somebody, who is named in it.
      return request.getCause();
    }
    String who = request.getIdentity().isBlank() ? "somebody" : request.getIdentity();
    return request.getCause().isBlank() ? who : who + " (" + request.getCause() + ")";
  }

  /** Histories are bounded by continue-as-new to some thousand events. */
  private Stream<HistoryEvent> history(String workflowId, String runId) {
    return client.streamHistory(workflowId, runId);
  }

  private static <T> Optional<T> latest(Stream<T> events) {
    return events.reduce((earlier, later) -> later);
  }
}
