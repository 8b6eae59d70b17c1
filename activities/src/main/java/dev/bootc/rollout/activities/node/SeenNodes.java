package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.CordonFacts;
import dev.bootc.rollout.activities.cluster.GateFacts;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.workflows.node.SeenNode;
import io.fabric8.kubernetes.api.model.Node;

/** Puts what is kept on a BootcNode and its Node into the record that is decided on. */
final class SeenNodes {
  private SeenNodes() {}

  static SeenNode of(BootcNode bootcNode, Node node) {
    return new SeenNode(
        bootcNode.getSpec().desiredImage(),
        NodeFacts.approved(bootcNode),
        NodeState.of(bootcNode),
        NodeFacts.rebooting(bootcNode),
        NodeFacts.detail(bootcNode),
        NodeFacts.bootedDigest(bootcNode),
        NodeFacts.wasCordoned(bootcNode).map(SeenNode.Slot::new).orElse(null),
        new SeenNode.Approval(
            NodeFacts.approvedDigest(bootcNode).orElse(null),
            NodeFacts.approvedAt(bootcNode).orElse(null),
            NodeFacts.bootIdBefore(bootcNode)),
        NodeFacts.verdict(bootcNode).orElse(null),
        NodeFacts.ready(node),
        NodeFacts.readySince(node).orElse(null),
        cordon(bootcNode, node),
        NodeFacts.bootId(node),
        NodeFacts.isSkipped(bootcNode),
        WrittenAnnotation.valueOn(bootcNode, BootcApi.FAILED_IN_SLOT),
        GateFacts.mark(bootcNode).orElse(null));
  }

  private static SeenNode.Cordon cordon(BootcNode bootcNode, Node node) {
    if (!NodeFacts.cordoned(node)) {
      return isOfThisSlot(bootcNode, node) ? SeenNode.Cordon.LIFTED : SeenNode.Cordon.NONE;
    }
    if (isUnmarked(bootcNode)) {
      return SeenNode.Cordon.OURS;
    }
    if (!CordonFacts.cordonedByUs(node)) {
      return SeenNode.Cordon.OF_OTHERS;
    }
    return isOfThisSlot(bootcNode, node) ? SeenNode.Cordon.OURS : SeenNode.Cordon.LEFT_BEHIND;
  }

  /** {@code kubectl uncordon} leaves the mark of the cordon. */
  private static boolean isOfThisSlot(BootcNode bootcNode, Node node) {
    return NodeFacts.holdsSlot(bootcNode)
        && CordonFacts.annotation(node, BootcApi.CORDONED_SINCE)
            .filter(NodeFacts.slotMark(bootcNode)::equals)
            .isPresent();
  }

  /** Slots that the Go project took, or earlier versions of ours, say only how it was before. */
  private static boolean isUnmarked(BootcNode bootcNode) {
    return NodeFacts.nodeOfSlot(bootcNode).isEmpty()
        && NodeFacts.wasCordoned(bootcNode).filter(was -> !was).isPresent();
  }
}
