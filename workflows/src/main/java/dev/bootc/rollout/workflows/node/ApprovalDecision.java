package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.workflows.node.NodeAnswer.Approval.Outcome;

/** Whether a node in its slot may reboot, by what is seen of it. */
public sealed interface ApprovalDecision {

  /** The reboot may be approved, provided that no pod has to leave. */
  record IfDrained() implements ApprovalDecision {}

  /** Nothing is to be written. */
  record Answer(Outcome outcome, String why) implements ApprovalDecision {}

  /** Decides for a node that holds a slot. */
  static ApprovalDecision of(SeenNode node, PoolWish pool) {
    if (node.state() == NodeState.UP_TO_DATE) {
      return new Answer(Outcome.UP_TO_DATE, "the node runs its image");
    }
    if (node.approved()) {
      // The answer was lost. Approving again would record the boot ID from after the reboot.
      return new Answer(Outcome.APPROVED, "the reboot was approved before");
    }
    if (node.state() != NodeState.STAGED || !pool.asksFor(node.desiredImage())) {
      return new Answer(
          Outcome.NOT_STAGED,
          pool.unapproved() || pool.tooYoung()
              ? pool.whyNotYet()
              : "what the pool asks for is not staged");
    }
    if (node.skipped()) {
      return new Answer(Outcome.NOT_STAGED, "somebody leaves the node out of this rollout");
    }
    if (node.failureAtDesired().isPresent()) {
      return new Answer(Outcome.HAD_ITS_ATTEMPT, "the node had its attempt at this digest");
    }
    return node.cordoned()
        ? new IfDrained()
        : new Answer(Outcome.NOT_DRAINED, "somebody lifted the cordon");
  }
}
