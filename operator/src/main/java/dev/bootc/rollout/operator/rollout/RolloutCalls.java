package dev.bootc.rollout.operator.rollout;

import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PoolRolloutInput;
import dev.bootc.rollout.workflows.pool.PoolRolloutWorkflow;
import dev.bootc.rollout.workflows.pool.SteerAnswer;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.PendingWorkflowTaskState;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.common.SearchAttributeKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The requests that a pool needs of Temporal. Each answers or fails within a few seconds. */
final class RolloutCalls {

  /** An update waits for a worker's answer, however long that takes, unless it is bounded. */
  private static final Duration STEER_WITHIN = Duration.ofSeconds(3);

  /** More than what may come in between while a task is tried. */
  private static final int LATEST = 50;

  private final WorkflowClient client;
  private final Supplier<Set<SearchAttributeKey<String>>> searchAttributes;
  private final String clusterPrefix;
  private final Executor updates = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * An activity that a run waits for.
   *
   * @param worker who carries it out, as it calls itself; empty while nobody does
   * @param since when it was taken, or is due
   */
  record Wait(String activity, String worker, Instant since) {}

  /** The latest run of a workflow. */
  sealed interface Run {
    /** There never was one, or its history is gone. */
    record None() implements Run {}

    /**
     * @param firstRunId of the chain of runs of which each continues the one before, where known
     * @param attempts how often workers have tried its present task; 0 where it has none
     * @param taskSince when that task was due
     * @param waits activities that it waits for
     * @param busy whether a worker is at that task
     */
    record Running(
        String runId,
        String firstRunId,
        int attempts,
        Instant taskSince,
        List<Wait> waits,
        boolean busy)
        implements Run {

      /** Whether it waits for nothing at all, which ours never do for long. */
      boolean isIdle() {
        return attempts == 0 && waits.isEmpty();
      }
    }

    record Closed(String runId, boolean cancelled, Instant at) implements Run {}
  }

  /**
   * @param runId of the run that gave the answer
   */
  record Steered(SteerAnswer answer, String runId) {}

  /** Temporal is there, but nobody carries out its workflows. */
  static final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAnswer(String message) {
      super(message);
    }
  }

  /**
   * @param searchAttributes those that a run may be given
   */
  RolloutCalls(
      WorkflowClient client,
      Supplier<Set<SearchAttributeKey<String>>> searchAttributes,
      String clusterPrefix) {
    this.searchAttributes = searchAttributes;
    this.client = client;
    this.clusterPrefix = clusterPrefix;
  }

  Run look(String workflowId) {
    try {
      WorkflowExecutionDescription run = client.newUntypedWorkflowStub(workflowId).describe();
      String runId = run.getExecution().getRunId();
      return run.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
          ? running(runId, RunEndings.firstRunId(run), run.getRawDescription())
          : new Run.Closed(
              runId,
              run.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED,
              Objects.requireNonNullElse(run.getCloseTime(), Instant.EPOCH));
    } catch (WorkflowNotFoundException none) {
      return new Run.None();
    }
  }

  private static Run.Running running(
      String runId, String firstRunId, DescribeWorkflowExecutionResponse run) {
    return new Run.Running(
        runId,
        firstRunId,
        run.getPendingWorkflowTask().getAttempt(),
        Instant.ofEpochSecond(run.getPendingWorkflowTask().getOriginalScheduledTime().getSeconds()),
        run.getPendingActivitiesList().stream().map(RolloutCalls::pending).toList(),
        run.getPendingWorkflowTask().getState()
            == PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_STARTED);
  }

  private static Wait pending(PendingActivityInfo activity) {
    boolean held = activity.getState() != PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED;
    return new Wait(
        activity.getActivityType().getName(),
        held ? activity.getLastWorkerIdentity() : "",
        Instant.ofEpochSecond(
            (held ? activity.getLastStartedTime() : activity.getScheduledTime()).getSeconds()));
  }

  /**
   * Whether a worker answered the present task with a failure, and did not just vanish. That a task
   * came too late for what had happened meanwhile is none.
   */
  boolean workersFailAtTasksOf(String workflowId, String runId) {
    return latestEvents(workflowId, runId).stream()
        .takeWhile(event -> !event.hasWorkflowTaskCompletedEventAttributes())
        .filter(HistoryEvent::hasWorkflowTaskFailedEventAttributes)
        .map(event -> event.getWorkflowTaskFailedEventAttributes().getCause())
        .anyMatch(
            cause -> cause != WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND);
  }

  /** The newest first. */
  private List<HistoryEvent> latestEvents(String workflowId, String runId) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .getWorkflowExecutionHistoryReverse(
            GetWorkflowExecutionHistoryReverseRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setExecution(
                    WorkflowExecution.newBuilder().setWorkflowId(workflowId).setRunId(runId))
                .setMaximumPageSize(LATEST)
                .build())
        .getHistory()
        .getEventsList();
  }

  /**
   * Tells the open run of the target, or starts one that follows it: one request, so that no run
   * can slip in between.
   *
   * @param pause a pause by signal that the new run has to keep
   */
  Steered steer(RolloutTarget target, @Nullable Pause pause) {
    CompletableFuture<Steered> answer =
        CompletableFuture.supplyAsync(() -> updateWithStart(target, pause), updates)
            .orTimeout(STEER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return answer.join();
    } catch (CompletionException failed) {
      // The thread that timed out says nothing; what it waited for does.
      throw failed.getCause() instanceof RuntimeException cause
          ? cause
          : new NoAnswer("no worker answered within " + STEER_WITHIN.toSeconds() + " s");
    }
  }

  private Steered updateWithStart(RolloutTarget target, @Nullable Pause pause) {
    PoolRolloutWorkflow rollout =
        client.newWorkflowStub(
            PoolRolloutWorkflow.class,
            RunOptions.of(target, clusterPrefix, searchAttributes.get()));
    PoolRolloutInput input = new PoolRolloutInput(target, pause, null);
    WorkflowUpdateHandle<SteerAnswer> update =
        WorkflowClient.startUpdateWithStart(
            rollout::steer,
            target,
            UpdateOptions.newBuilder(SteerAnswer.class)
                .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                .build(),
            new WithStartWorkflowOperation<>(rollout::roll, input));
    return new Steered(update.getResult(), update.getExecution().getRunId());
  }
}
