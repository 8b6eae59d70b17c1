package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;

/**
 * A member, seen from the pool's target.
 *
 * @param name of the Node and its BootcNode
 * @param state where it is on its way to the target
 * @param targeted whether its BootcNode asks for the target
 * @param inSlot whether it holds a reboot slot
 */
record MemberView(String name, NodeState state, boolean targeted, boolean inSlot) {

  static MemberView of(BootcNode node, ImageDigest target) {
    boolean targeted =
        ImageDigest.in(node.getSpec().desiredImage()).filter(target::equals).isPresent();
    return new MemberView(
        node.getMetadata().getName(),
        targeted ? NodeState.of(node) : stateTowards(node, target),
        targeted,
        NodeFacts.holdsSlot(node));
  }

  /** What the agent does for another image says nothing about the target. */
  private static NodeState stateTowards(BootcNode node, ImageDigest target) {
    if (NodeState.of(node) == NodeState.DEGRADED) {
      return NodeState.DEGRADED;
    }
    return node.getStatus() != null
            && node.getStatus().booted() != null
            && node.getStatus().booted().is("@" + target.text())
        ? NodeState.UP_TO_DATE
        : NodeState.PENDING;
  }

  /** Whether a rollout still has something to do here. */
  boolean isUnsettled() {
    return !targeted || inSlot || state != NodeState.UP_TO_DATE;
  }
}
