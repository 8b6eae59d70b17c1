package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Carries what the informers hear to those who wait for it. */
final class News {
  private final ClusterCache cluster;
  private final Changes changes;
  private final List<ClusterCache.Listener> listeners = new CopyOnWriteArrayList<>();

  News(ClusterCache cluster, Changes changes) {
    this.cluster = cluster;
    this.changes = changes;
  }

  void listen(ClusterCache.Listener listener) {
    listeners.add(listener);
  }

  void forget(ClusterCache.Listener listener) {
    listeners.remove(listener);
  }

  /** Kubelets post the same again all the time: with 5,000 nodes a thousand times a minute. */
  ResourceEventHandler<Node> ofNodes() {
    return new EachChange<>(this::node, Trims::saysTheSame);
  }

  ResourceEventHandler<BootcNode> ofBootcNodes() {
    return new EachChange<>(this::bootcNode);
  }

  ResourceEventHandler<BootcNodePool> ofPools() {
    return new EachChange<>(this::pool);
  }

  private void node(Node node) {
    String name = node.getMetadata().getName();
    changes.node(name);
    cluster.bootcNode(name).flatMap(ClusterCache::poolOf).ifPresent(changes::pool);
    listeners.forEach(listener -> listener.nodeChanged(node));
  }

  private void bootcNode(BootcNode node) {
    changes.node(node.getMetadata().getName());
    ClusterCache.poolOf(node).ifPresent(changes::pool);
    listeners.forEach(listener -> listener.bootcNodeChanged(node));
  }

  private void pool(BootcNodePool pool) {
    changes.pool(pool.getMetadata().getName());
    listeners.forEach(listener -> listener.poolChanged(pool));
  }
}
