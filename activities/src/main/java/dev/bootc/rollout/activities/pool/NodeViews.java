package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.GateFacts;
import dev.bootc.rollout.activities.cluster.LastUpdate;
import dev.bootc.rollout.activities.cluster.MemberTimes;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.workflows.plan.NodeTimes;
import dev.bootc.rollout.workflows.plan.NodeView;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Optional;

/** Puts what is kept on a BootcNode and its Node into the record that is planned with. */
final class NodeViews {
  private NodeViews() {}

  /**
   * The node as the planner sees it. A BootcNode whose Node is not there counts as down: nobody can
   * say whether it is of the control plane or cordoned, so it must not be started.
   */
  static NodeView of(BootcNode bootcNode, Optional<Node> node) {
    NodeView.Readiness readiness =
        node.map(NodeViews::readiness).orElse(NodeView.Readiness.NOT_READY);
    return new NodeView(
        bootcNode.getMetadata().getName(),
        bootcNode.getSpec().desiredImage(),
        NodeState.of(bootcNode),
        NodeFacts.detail(bootcNode),
        readiness,
        readiness == NodeView.Readiness.NOT_READY
            ? node.flatMap(NodeFacts::readySince).orElse(null)
            : null,
        node.filter(NodeFacts::cordoned).isPresent(),
        node.map(NodeFacts::controlPlane).orElse(true),
        NodeFacts.holdsSlot(bootcNode)
            ? new NodeView.Slot(
                NodeFacts.slotSince(bootcNode).orElse(null),
                NodeFacts.approved(bootcNode),
                NodeFacts.waitsFor(bootcNode))
            : null,
        NodeFacts.verdict(bootcNode).orElse(null),
        null,
        times(bootcNode),
        NodeFacts.leftOut(bootcNode).orElse(null),
        NodeFacts.skip(bootcNode).orElse(null),
        GateFacts.mark(bootcNode).orElse(null));
  }

  private static NodeTimes times(BootcNode bootcNode) {
    return new NodeTimes(
        NodeFacts.stateSince(bootcNode).orElse(null),
        MemberTimes.joined(bootcNode).orElse(null),
        NodeFacts.approvedAt(bootcNode).orElse(null),
        LastUpdate.took(bootcNode).orElse(null),
        MemberTimes.stagingSince(bootcNode).orElse(null));
  }

  static NodeView.Readiness readiness(Node node) {
    return NodeFacts.readyStatus(node)
        .map(status ->
            "True".equals(status) ? NodeView.Readiness.READY : NodeView.Readiness.NOT_READY)
        .orElse(NodeView.Readiness.UNKNOWN);
  }
}
