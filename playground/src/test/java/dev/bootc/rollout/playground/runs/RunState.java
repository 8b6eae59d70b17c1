package dev.bootc.rollout.playground.runs;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the latest run of a workflow is doing.
 *
 * @param events length of its history by now
 * @param workers {@code process ID@host name} of those that carry out an activity for it
 */
public record RunState(long events, List<String> workers) {

  public RunState {
    workers = List.copyOf(workers);
  }

  /** That of each of these workflows. */
  public static Map<String, RunState> of(String server, Collection<String> workflowIds) {
    WorkflowServiceStubs temporal = PatientStubs.of(server);
    try {
      return workflowIds.stream()
          .collect(Collectors.toMap(id -> id, id -> of(describe(temporal, id))));
    } finally {
      temporal.shutdownNow();
    }
  }

  /** By the protocol, since in a path the ID's slashes would count. */
  private static DescribeWorkflowExecutionResponse describe(
      WorkflowServiceStubs temporal, String workflowId) {
    return temporal
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                .build());
  }

  private static RunState of(DescribeWorkflowExecutionResponse run) {
    return new RunState(
        run.getWorkflowExecutionInfo().getHistoryLength(),
        run.getPendingActivitiesList().stream()
            .filter(activity ->
                activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED)
            .map(PendingActivityInfo::getLastWorkerIdentity)
            .toList());
  }
}
