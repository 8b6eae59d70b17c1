package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.CordonFacts;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides which pools a change concerns. A Node's labels may concern any pool, everything else on a
 * Node none but a mark of ours that no slot owns; a BootcNode concerns its owner, and any pool once
 * it is gone.
 */
final class ConcernedPools implements ClusterCache.Listener {
  private final ClusterCache cluster;
  private final PoolWakeUps wakeUps;
  private final Map<String, Integer> labelsOf = new ConcurrentHashMap<>();
  private final Map<String, PoolConcern> concerns = new ConcurrentHashMap<>();

  ConcernedPools(ClusterCache cluster, PoolWakeUps wakeUps) {
    this.cluster = cluster;
    this.wakeUps = wakeUps;
  }

  @Override
  public void nodeChanged(Node node) {
    String name = node.getMetadata().getName();
    Integer labels =
        cluster.node(name).isPresent() ? Objects.hashCode(node.getMetadata().getLabels()) : null;
    Integer before = labels == null ? labelsOf.remove(name) : labelsOf.put(name, labels);
    if (!Objects.equals(before, labels)) {
      wakeAll();
    }
    CordonFacts.annotation(node, BootcApi.CORDONED_BY)
        .filter(_ -> !isInItsSlot(node))
        .ifPresent(pool -> wakeUps.wake(List.of(pool)));
  }

  private boolean isInItsSlot(Node node) {
    return NodeFacts.cordoned(node)
        && cluster.bootcNode(node.getMetadata().getName()).filter(NodeFacts::holdsSlot).isPresent();
  }

  @Override
  public void bootcNodeChanged(BootcNode node) {
    Optional<String> owner = ClusterCache.poolOf(node);
    if (owner.isPresent() && cluster.bootcNode(node.getMetadata().getName()).isPresent()) {
      wakeUps.wake(List.of(owner.get()));
    } else {
      wakeAll();
    }
  }

  /**
   * The reconciler watches the pools itself, but its library takes whatever came before a write of
   * the reconciler's for known, also an edit that came while the reconciler was at it.
   */
  @Override
  public void poolChanged(BootcNodePool pool) {
    String name = pool.getMetadata().getName();
    PoolConcern concern = cluster.pool(name).map(PoolConcern::of).orElse(null);
    PoolConcern before = concern == null ? concerns.remove(name) : concerns.put(name, concern);
    if (!Objects.equals(before, concern)) {
      wakeUps.wake(List.of(name));
    }
  }

  void wakeAll() {
    wakeUps.wake(cluster.pools().stream().map(pool -> pool.getMetadata().getName()).toList());
  }
}
