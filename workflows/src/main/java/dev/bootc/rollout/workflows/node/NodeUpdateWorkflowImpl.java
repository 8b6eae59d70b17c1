package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.ActivityPolicies;
import dev.bootc.rollout.workflows.node.NodeUpdateResult.Outcome;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import org.jspecify.annotations.Nullable;

/** See {@link NodeUpdateWorkflow}. */
public final class NodeUpdateWorkflowImpl implements NodeUpdateWorkflow {
  private final NodeRef ref;
  private final @Nullable String slotFor;
  private final NodeStepActivities steps;
  private final NodeWaitActivities waits;
  private final NodeWaitActivities evictions;

  @WorkflowInit
  public NodeUpdateWorkflowImpl(NodeUpdateInput input) {
    ref = input.ref();
    slotFor = input.slotFor();
    String node = ref.node();
    steps =
        Workflow.newLocalActivityStub(
            NodeStepActivities.class, ActivityPolicies.shortStep("short step on " + node));
    waits =
        Workflow.newActivityStub(
            NodeWaitActivities.class, ActivityPolicies.wait("wait for " + node));
    evictions =
        Workflow.newActivityStub(NodeWaitActivities.class, ActivityPolicies.drain("drain " + node));
  }

  @Override
  public NodeUpdateResult update(NodeUpdateInput input) {
    try {
      return takeSlotAndUpdate();
    } catch (TemporalFailure failure) {
      Workflow.newDetachedCancellationScope(() ->
              steps.restore(
                  ref, "again: kubectl annotate bn " + ref.node() + " bootc.dev/verdict-"))
          .run();
      throw failure;
    }
  }

  /**
   * One turn for each image that the node is asked to run while it holds its slot; nearly always
   * one.
   */
  private NodeUpdateResult takeSlotAndUpdate() {
    while (true) {
      stopIfCancelled();
      SlotAnswer slot = steps.takeSlot(ref, slotFor);
      switch (slot.next()) {
        case NOT_STARTED -> {
          return new NodeUpdateResult(Outcome.NOT_STARTED, slot.message());
        }
        case GONE -> {
          return new NodeUpdateResult(Outcome.GONE, slot.message());
        }
        case DRAIN -> {
          DrainAnswer drained = evictions.drain(ref);
          switch (drained.outcome()) {
            case TIMED_OUT -> {
              steps.release(ref, Verdict.Outcome.DRAIN_TIMED_OUT, drained.message());
              return new NodeUpdateResult(Outcome.DRAIN_TIMED_OUT, drained.message());
            }
            case GONE -> {
              return new NodeUpdateResult(Outcome.GONE, drained.message());
            }
            case DRAINED -> {}
          }
        }
        case APPROVE, AWAIT_UPDATE -> {}
      }
      if (slot.next() != SlotAnswer.Next.AWAIT_UPDATE) {
        switch (approve()) {
          case APPROVED, UP_TO_DATE, GONE -> {}
          case NOT_STAGED -> {
            waits.awaitStaged(ref);
            continue;
          }
          case NOT_DRAINED -> {
            continue;
          }
        }
      }
      UpdateAnswer updated = awaitUpdate();
      switch (updated.outcome()) {
        case UPDATED -> {
          steps.release(ref, Verdict.Outcome.UPDATED, updated.message());
          return new NodeUpdateResult(Outcome.UPDATED, updated.message());
        }
        case GONE -> {
          return new NodeUpdateResult(Outcome.GONE, updated.message());
        }
        case RETARGETED -> waits.awaitStaged(ref);
        case FAILED ->
            throw new IllegalStateException("a recovery does not end in failure: " + updated);
      }
    }
  }

  private ApprovalAnswer.Outcome approve() {
    stopIfCancelled();
    return steps.approveReboot(ref).outcome();
  }

  /** A short step runs also where the cancellation came before it; only waits notice one. */
  private static void stopIfCancelled() {
    CancellationScope.throwCanceled();
  }

  /**
   * A failure is recorded, and then waited out with the slot held: what is seen always wins over
   * what was judged.
   */
  private UpdateAnswer awaitUpdate() {
    UpdateAnswer updated = waits.awaitUpdate(ref);
    if (updated.outcome() != UpdateAnswer.Outcome.FAILED || updated.verdict() == null) {
      return updated;
    }
    steps.recordFailure(ref, updated.verdict(), updated.message());
    return waits.awaitRecovery(ref);
  }
}
