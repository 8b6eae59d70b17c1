package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNodePool;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is kept of each pool's nodes, for as long as there is the pool. */
final class NodesOfPools implements ClusterCache.Listener {
  private final ClusterCache cluster;
  private final Map<String, NodesOfPool> pools = new ConcurrentHashMap<>();

  private NodesOfPools(ClusterCache cluster) {
    this.cluster = cluster;
  }

  /** Of the cluster of that cache, from now on. */
  static NodesOfPools in(ClusterCache cluster) {
    NodesOfPools nodes = new NodesOfPools(cluster);
    cluster.listen(nodes);
    return nodes;
  }

  /** As the cache has them now. */
  NodesOfPool.Seen look(String pool) {
    return pools.computeIfAbsent(pool, name -> new NodesOfPool(cluster, name)).look();
  }

  @Override
  public void poolChanged(BootcNodePool pool) {
    String name = pool.getMetadata().getName();
    if (cluster.pool(name).isEmpty()) {
      Optional.ofNullable(pools.remove(name)).ifPresent(NodesOfPool::close);
    }
  }
}
