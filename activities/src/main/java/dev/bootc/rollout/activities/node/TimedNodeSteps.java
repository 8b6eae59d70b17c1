package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import io.temporal.activity.Activity;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The steps as Temporal has them done: each attempt in its time. */
public final class TimedNodeSteps implements NodeStepActivities {
  private final NodeStepActivities steps;

  public TimedNodeSteps(NodeStepActivities steps) {
    this.steps = steps;
  }

  @Override
  public NodeAnswer.Slot takeSlot(NodeRef ref, @Nullable String slotFor) {
    return inTime(() -> steps.takeSlot(ref, slotFor));
  }

  @Override
  public NodeAnswer.Approval approveReboot(NodeRef ref) {
    return inTime(() -> steps.approveReboot(ref));
  }

  @Override
  public void recordFailure(NodeRef ref, Verdict.Outcome outcome, String digest, String message) {
    inTime(() -> steps.recordFailure(ref, outcome, digest, message));
  }

  @Override
  public void release(NodeRef ref, Verdict.Outcome outcome, String digest, String message) {
    inTime(() -> steps.release(ref, outcome, digest, message));
  }

  @Override
  public void restore(NodeRef ref, String message) {
    inTime(() -> steps.restore(ref, message));
  }

  private static void inTime(Runnable step) {
    boolean _ =
        TimedNodeSteps.<Boolean>inTime(() -> {
          step.run();
          return true;
        });
  }

  private static <T> T inTime(Supplier<T> step) {
    return Attempt.within(Activity.getExecutionContext().getInfo().getStartToCloseTimeout(), step);
  }
}
