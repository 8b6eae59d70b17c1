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
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Instant;

/** See {@link NodeUpdateWorkflow}. Carries out the states of {@link NodeUpdate}. */
public final class NodeUpdateWorkflowImpl implements NodeUpdateWorkflow {
  private final NodeRef ref;
  private final ShortSteps<NodeStepActivities> steps;
  private final NodeBoard board;

  @WorkflowInit
  public NodeUpdateWorkflowImpl(NodeUpdateInput input) {
    ref = input.ref();
    steps = ShortSteps.of(NodeStepActivities.class, "short step on " + ref.node());
    board = new NodeBoard(ref);
  }

  @Override
  public NodeUpdateResult update(NodeUpdateInput input) {
    try {
      NodeUpdate state = show(NodeUpdate.begin(input.slotFor()));
      while (!(state instanceof Over(NodeUpdateResult result))) {
        // A short step runs also where the cancellation came before it; only waits notice one.
        CancellationScope.throwCanceled();
        state = show(next(state));
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
      case Drain s -> s.after(evictions(s).drain(ref));
      case Approve s -> s.after(steps.ask(step -> step.approveReboot(ref)));
      case AwaitStaged s -> s.after(wait(s).awaitStaged(ref));
      case AwaitUpdate s -> s.after(wait(s).awaitUpdate(ref, s.digest()));
      case RecordFailure s -> {
        steps.run(step -> step.recordFailure(ref, s.verdict(), s.digest(), s.message()));
        yield s.after();
      }
      case AwaitRecovery s -> s.after(wait(s).awaitRecovery(ref));
      case Release s -> {
        steps.run(step -> step.release(ref, s.verdict(), s.digest(), s.message()));
        yield s.after();
      }
      case Over s -> s;
    };
  }

  private NodeWaitActivities wait(NodeUpdate state) {
    return stub(ActivityPolicies.wait(board.summary(state)));
  }

  private NodeWaitActivities evictions(NodeUpdate state) {
    return stub(ActivityPolicies.drain(board.summary(state)));
  }

  private static NodeWaitActivities stub(ActivityOptions options) {
    return Workflow.newActivityStub(NodeWaitActivities.class, options);
  }

  private NodeUpdate show(NodeUpdate state) {
    board.enter(state, now());
    Workflow.setCurrentDetails(board.text());
    return state;
  }

  private void restore() {
    say("cancelled: its cordon is put back as it was, its slot given back");
    steps.run(step -> step.restore(ref, ref.howToTryAgain()));
    say("cancelled: restored");
  }

  private void say(String what) {
    board.say(what, now());
    Workflow.setCurrentDetails(board.text());
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
