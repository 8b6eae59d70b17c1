package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.workflows.ActivityPolicies;
import dev.bootc.rollout.workflows.ShortSteps;
import dev.bootc.rollout.workflows.node.NodeUpdate.Approve;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitRecovery;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitStaged;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitUpdate;
import dev.bootc.rollout.workflows.node.NodeUpdate.Drain;
import dev.bootc.rollout.workflows.node.NodeUpdate.Over;
import dev.bootc.rollout.workflows.node.NodeUpdate.RecordFailure;
import dev.bootc.rollout.workflows.node.NodeUpdate.Release;
import dev.bootc.rollout.workflows.node.NodeUpdate.TakeSlot;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;

/** See {@link NodeUpdateWorkflow}. Carries out the states of {@link NodeUpdate}. */
public final class NodeUpdateWorkflowImpl implements NodeUpdateWorkflow {
  private final NodeRef ref;
  private final ShortSteps<NodeStepActivities> steps;
  private final NodeWaitActivities waits;
  private final NodeWaitActivities evictions;

  @WorkflowInit
  public NodeUpdateWorkflowImpl(NodeUpdateInput input) {
    ref = input.ref();
    String node = ref.node();
    steps = ShortSteps.of(NodeStepActivities.class, "short step on " + node);
    waits =
        Workflow.newActivityStub(
            NodeWaitActivities.class, ActivityPolicies.wait("wait for " + node));
    evictions =
        Workflow.newActivityStub(NodeWaitActivities.class, ActivityPolicies.drain("drain " + node));
  }

  @Override
  public NodeUpdateResult update(NodeUpdateInput input) {
    try {
      NodeUpdate state = NodeUpdate.begin(input.slotFor());
      while (!(state instanceof Over(NodeUpdateResult result))) {
        // A short step runs also where the cancellation came before it; only waits notice one.
        CancellationScope.throwCanceled();
        state = next(state);
      }
      return result;
    } catch (TemporalFailure failure) {
      Workflow.newDetachedCancellationScope(this::restore).run();
      throw failure;
    }
  }

  private NodeUpdate next(NodeUpdate state) {
    return switch (state) {
      case TakeSlot s -> s.after(steps.ask(step -> step.takeSlot(ref, s.slotFor())));
      case Drain s -> s.after(evictions.drain(ref));
      case Approve s -> s.after(steps.ask(step -> step.approveReboot(ref)));
      case AwaitStaged s -> s.after(waits.awaitStaged(ref));
      case AwaitUpdate s -> s.after(waits.awaitUpdate(ref, s.digest()));
      case RecordFailure s -> {
        steps.run(step -> step.recordFailure(ref, s.verdict(), s.digest(), s.message()));
        yield s.after();
      }
      case AwaitRecovery s -> s.after(waits.awaitRecovery(ref));
      case Release s -> {
        steps.run(step -> step.release(ref, s.verdict(), s.digest(), s.message()));
        yield s.after();
      }
      case Over s -> s;
    };
  }

  private void restore() {
    steps.run(step -> step.restore(ref, ref.howToTryAgain()));
  }
}
