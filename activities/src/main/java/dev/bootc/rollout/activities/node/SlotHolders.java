package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.NodeRef;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds nodes that hold a slot. The API server has the last word before one counts as gone: the
 * cache may not know of a slot that another process took a moment ago.
 */
public final class SlotHolders {
  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final OwnWrites ownWrites;

  public SlotHolders(ClusterCache cluster, NodeWrites writes, OwnWrites ownWrites) {
    this.cluster = cluster;
    this.writes = writes;
    this.ownWrites = ownWrites;
  }

  /** The node if it holds a slot and belongs to its pool. */
  Optional<BootcNode> in(NodeRef ref) {
    return known(ref.node())
        .filter(owned(ref).and(NodeFacts::holdsSlot).and(this::isOfItsNode))
        .or(() -> readIn(ref));
  }

  /** The node as the API server has it, if it belongs to its pool. */
  Optional<BootcNode> readMember(NodeRef ref) {
    return writes.readBootcNode(ref.node()).filter(owned(ref).and(this::isOfItsNode));
  }

  /** The node as the API server has it, if it holds a slot and belongs to its pool. */
  Optional<BootcNode> readIn(NodeRef ref) {
    return readMember(ref).filter(NodeFacts::holdsSlot);
  }

  /**
   * The node as the API server has it, if it holds a slot that is not another pool's by now: what
   * was taken is given back, also where its owner is gone. A cache may show a slot that was given
   * back already.
   */
  Optional<BootcNode> readOn(NodeRef ref) {
    return writes
        .readBootcNode(ref.node())
        .filter(NodeFacts::holdsSlot)
        .filter(
            node -> ClusterCache.poolOf(node).filter(pool -> !pool.equals(ref.pool())).isEmpty());
  }

  /** Whether its slot is gone because an update that succeeded gave it back. */
  boolean wasReleased(NodeRef ref) {
    return member(ref)
        .filter(node ->
            NodeFacts.verdict(node)
                .filter(verdict -> verdict.outcome() == Verdict.Outcome.UPDATED)
                .isPresent())
        .filter(node -> NodeState.of(node) == NodeState.UP_TO_DATE)
        .filter(node -> !NodeFacts.holdsSlot(node))
        .isPresent();
  }

  /** The node if it belongs to its pool, as far as is known here. */
  Optional<BootcNode> member(NodeRef ref) {
    return known(ref.node()).filter(owned(ref).and(this::isOfItsNode));
  }

  /**
   * Whether its marks speak of the Node that is there: they count for nothing once another machine
   * was registered under the name. A cache may know neither.
   */
  private boolean isOfItsNode(BootcNode bootcNode) {
    String name = bootcNode.getMetadata().getName();
    return cluster.node(name).filter(node -> NodeFacts.isOf(bootcNode, node)).isPresent()
        || writes.readNode(name).filter(node -> !NodeFacts.isOf(bootcNode, node)).isEmpty();
  }

  private Optional<BootcNode> known(String node) {
    return ownWrites.over(node, cluster.bootcNode(node));
  }

  private static Predicate<BootcNode> owned(NodeRef ref) {
    return bootcNode ->
        !bootcNode.isMarkedForDeletion() && ClusterCache.isOf(bootcNode, ref.poolUid());
  }
}
