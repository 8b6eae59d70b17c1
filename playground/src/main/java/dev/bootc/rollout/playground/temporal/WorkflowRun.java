package dev.bootc.rollout.playground.temporal;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One run of a workflow.
 *
 * @param status as the HTTP API spells it: {@code WORKFLOW_EXECUTION_STATUS_RUNNING}
 * @param events length of its history; known once it is closed
 */
public record WorkflowRun(
    String workflowId, String runId, String type, String status, long events) {

  static WorkflowRun of(JsonNode execution) {
    return new WorkflowRun(
        execution.path("execution").path("workflowId").asText(),
        execution.path("execution").path("runId").asText(),
        execution.path("type").path("name").asText(),
        execution.path("status").asText(),
        execution.path("historyLength").asLong());
  }

  public boolean isRunning() {
    return status.equals("WORKFLOW_EXECUTION_STATUS_RUNNING");
  }
}
