package dev.bootc.rollout.activities.pool;

import io.temporal.activity.ActivityInfo;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowTargetOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Whether what an activity is about to say is still asked for. Replicas do not hear of each other's
 * questions; Temporal knows of all.
 */
final class OpenRuns {
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(3);
  private static final Executor BESIDE =
      task -> Thread.ofVirtual().name("asks-temporal").start(task);

  private final WorkflowClient client;

  OpenRuns(WorkflowClient client) {
    this.client = client;
  }

  /**
   * Whether this attempt at the activity is the one whose answer is waited for. Where Temporal does
   * not say so within a moment, it is not.
   */
  boolean isAsked(ActivityInfo activity) {
    return CompletableFuture.supplyAsync(() -> isPending(activity), BESIDE)
        .completeOnTimeout(false, ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private boolean isPending(ActivityInfo activity) {
    return describe(run(activity))
        .filter(run ->
            run.getRawDescription().getPendingActivitiesList().stream()
                .filter(pending -> pending.getActivityId().equals(activity.getActivityId()))
                .filter(pending -> pending.getAttempt() == activity.getAttempt())
                .anyMatch(pending ->
                    pending.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED))
        .isPresent();
  }

  /** Whether the activity's run is open; there is one open run of a pool at most. */
  boolean isOpen(ActivityInfo activity) {
    return isOpen(run(activity));
  }

  /** Whether any run of that ID is open. */
  boolean isOpen(String workflowId) {
    return isOpen(latest(workflowId));
  }

  private boolean isOpen(WorkflowTargetOptions workflow) {
    return describe(workflow)
        .map(WorkflowExecutionDescription::getStatus)
        .filter(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING::equals)
        .isPresent();
  }

  /**
   * Tells the open run of that ID to end.
   *
   * @return whether there was one
   */
  boolean cancel(String workflowId, String reason) {
    try {
      client.newUntypedWorkflowStub(latest(workflowId)).cancel(reason);
      return true;
    } catch (WorkflowNotFoundException none) {
      return false;
    }
  }

  private Optional<WorkflowExecutionDescription> describe(WorkflowTargetOptions workflow) {
    try {
      return Optional.of(client.newUntypedWorkflowStub(workflow).describe());
    } catch (WorkflowNotFoundException none) {
      return Optional.empty();
    }
  }

  private static WorkflowTargetOptions latest(String workflowId) {
    return WorkflowTargetOptions.newBuilder().setWorkflowId(workflowId).build();
  }

  private static WorkflowTargetOptions run(ActivityInfo activity) {
    return WorkflowTargetOptions.newBuilder()
        .setWorkflowId(Objects.requireNonNull(activity.getWorkflowId()))
        .setRunId(Objects.requireNonNull(activity.getWorkflowRunId()))
        .build();
  }
}
