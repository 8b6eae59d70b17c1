package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PlanRequest;
import java.util.List;
import java.util.Set;

/** A pool as the informers show it now. */
final class PoolObservation {
  private final ClusterCache cluster;

  PoolObservation(ClusterCache cluster) {
    this.cluster = cluster;
  }

  PoolView view(PlanRequest request) {
    List<NodeView> nodes =
        cluster.bootcNodesOf(request.target().pool()).stream()
            .filter(bootcNode -> !bootcNode.isMarkedForDeletion())
            .map(this::node)
            .toList();
    return new PoolView(request.target(), nodes, Set.copyOf(request.started()), request.pause());
  }

  private NodeView node(BootcNode bootcNode) {
    return NodeFacts.view(bootcNode, cluster.node(bootcNode.getMetadata().getName()));
  }

  /**
   * Whether the pool still asks for this, as far as is known here. The workflow is told by the
   * reconciler; until then nothing may be done that the user has already taken back.
   */
  boolean stillAsksFor(RolloutTarget target) {
    return asksForDigest(target)
        && cluster
            .pool(target.pool())
            .filter(known -> !known.isMarkedForDeletion())
            .filter(known -> target.pause() != null || !paused(known))
            .isPresent();
  }

  boolean asksForDigest(RolloutTarget target) {
    return cluster.poolAsksFor(target.pool(), target.digest());
  }

  List<BootcNode> offTarget(RolloutTarget target) {
    return cluster.bootcNodesOf(target.pool()).stream()
        .filter(bootcNode -> !bootcNode.isMarkedForDeletion())
        .filter(bootcNode -> !bootcNode.getSpec().desiredImage().equals(target.image()))
        .toList();
  }

  private static boolean paused(BootcNodePool pool) {
    RolloutSpec rollout = pool.getSpec().rollout();
    return rollout != null && Boolean.TRUE.equals(rollout.paused());
  }
}
