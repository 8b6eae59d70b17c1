package dev.bootc.rollout.operator.rollout;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowTargetOptions;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Tells workflows to end. A run whose history becomes too long goes on as another: whoever means
 * the one means what continues it, so Temporal is told which chain of runs is to end, and cancels
 * whichever of it is open by then.
 */
final class RunEndings {
  private final WorkflowClient client;
  private final Function<String, RolloutCalls.Run> latest;
  private final AskedToEnd askedToEnd;

  /**
   * @param latest the latest run of a workflow; it may go on as another while we look at it
   */
  RunEndings(WorkflowClient client, Function<String, RolloutCalls.Run> latest, Clock clock) {
    this.client = client;
    this.latest = latest;
    this.askedToEnd = new AskedToEnd(clock);
  }

  /** Tells whichever run is open, once. */
  EndAnswer end(String workflowId, String reason) {
    return end(workflowId, _ -> true, reason);
  }

  /** Tells that run or what continues it, once; any other is not told, as if there was none. */
  EndAnswer end(String workflowId, String runId, String reason) {
    return end(
        workflowId,
        open -> open.runId().equals(runId) || isOfChain(workflowId, runId, open.firstRunId()),
        reason);
  }

  private EndAnswer end(
      String workflowId, Predicate<RolloutCalls.Run.Running> isMeant, String reason) {
    return switch (latest.apply(workflowId)) {
      case RolloutCalls.Run.Running open when isMeant.test(open) -> {
        if (!askedToEnd.contains(open.runId())) {
          cancel(workflowId, open, reason);
          askedToEnd.add(open.runId());
        }
        yield EndAnswer.UNDER_WAY;
      }
      case RolloutCalls.Run.Closed closed -> {
        askedToEnd.remove(closed.runId());
        yield EndAnswer.ENDED;
      }
      case RolloutCalls.Run.Running _, RolloutCalls.Run.None _ -> EndAnswer.ENDED;
    };
  }

  /** One of which nothing is kept any more is of none. */
  private boolean isOfChain(String workflowId, String runId, String firstRunId) {
    if (firstRunId.isEmpty()) {
      return false;
    }
    WorkflowTargetOptions run =
        WorkflowTargetOptions.newBuilder().setWorkflowId(workflowId).setRunId(runId).build();
    try {
      WorkflowExecutionDescription known = client.newUntypedWorkflowStub(run).describe();
      return firstRunId(known).equals(firstRunId);
    } catch (WorkflowNotFoundException forgotten) {
      return false;
    }
  }

  /** Of its chain; empty where the server is too old to say so. */
  static String firstRunId(WorkflowExecutionDescription run) {
    return run.getRawDescription().getWorkflowExecutionInfo().getFirstRunId();
  }

  private void cancel(String workflowId, RolloutCalls.Run.Running open, String reason) {
    WorkflowTargetOptions.Builder told =
        WorkflowTargetOptions.newBuilder().setWorkflowId(workflowId);
    if (open.firstRunId().isEmpty()) {
      told.setRunId(open.runId());
    } else {
      told.setFirstExecutionRunId(open.firstRunId());
    }
    try {
      client.newUntypedWorkflowStub(told.build()).cancel(reason);
    } catch (WorkflowNotFoundException overAlready) {
      // That is what was asked for.
      return;
    }
  }
}
