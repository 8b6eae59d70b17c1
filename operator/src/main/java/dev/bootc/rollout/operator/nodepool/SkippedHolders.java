package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.node.HostMayGoDown;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.operator.rollout.EndAnswer;
import dev.bootc.rollout.operator.rollout.RolloutGateway;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the slots of nodes that somebody leaves out of the rollout in its middle: the update
 * of the node is told to end, which restores it; what an update left that somebody had terminated
 * is restored directly. A node whose reboot is approved goes on: it could not be kept from that any
 * more. One that has failed since does not.
 */
final class SkippedHolders {
  private static final Logger LOG = LoggerFactory.getLogger(SkippedHolders.class);

  private final RolloutGateway rollouts;
  private final NodeStepActivities steps;

  SkippedHolders(RolloutGateway rollouts, NodeStepActivities steps) {
    this.rollouts = rollouts;
    this.steps = steps;
  }

  /** Whether some hold their slot still, so that they are to be looked at again soon. */
  boolean giveBack(BootcNodePool pool, List<BootcNode> members) {
    boolean pending = false;
    for (BootcNode member : members) {
      if (isToGiveBack(member)) {
        pending |= !isRestored(pool, member);
      }
    }
    return pending;
  }

  private static boolean isToGiveBack(BootcNode member) {
    boolean failed =
        NodeFacts.verdict(member)
            .filter(verdict -> verdict.isFailure())
            .filter(verdict -> verdict.digest().equals(NodeFacts.triedDigest(member)))
            .isPresent();
    return NodeFacts.holdsSlot(member)
        && NodeFacts.isSkipped(member)
        && (failed || !NodeFacts.approved(member));
  }

  private boolean isRestored(BootcNodePool pool, BootcNode member) {
    String name = pool.getMetadata().getName();
    String node = member.getMetadata().getName();
    if (rollouts.endNodeUpdate(name, node) != EndAnswer.ENDED) {
      return false;
    }
    try {
      steps.restore(
          new NodeRef(name, pool.getMetadata().getUid(), node), "somebody leaves the node out");
      return true;
    } catch (HostMayGoDown notYet) {
      LOG.atDebug()
          .addKeyValue("pool", name)
          .addKeyValue("node", node)
          .addKeyValue("why", notYet.getMessage())
          .log("a skipped node keeps its slot for now");
      return false;
    }
  }
}
