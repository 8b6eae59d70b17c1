package dev.bootc.rollout.activities.pool;

import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;

/** Reads from Temporal's history who sent a signal: the workflow itself is not told. */
final class SignalHistory {
  private final WorkflowClient client;

  SignalHistory(WorkflowClient client) {
    this.client = client;
  }

  /**
   * Identity behind the latest signal of that name; histories are bounded by continue-as-new to
   * some thousand events.
   */
  String sender(String workflowId, String runId, String signal) {
    return client
        .streamHistory(workflowId, runId)
        .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
        .map(event -> event.getWorkflowExecutionSignaledEventAttributes())
        .filter(event -> event.getSignalName().equals(signal))
        .reduce((earlier, later) -> later)
        .map(event -> event.getIdentity())
        .orElseThrow(
            () -> new IllegalStateException("no signal " + signal + " in the history of " + runId));
  }
}
