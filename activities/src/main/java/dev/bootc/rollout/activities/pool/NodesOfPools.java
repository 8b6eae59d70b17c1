package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;

/** The nodes of every pool, as the cache has them. */
final class NodesOfPools {
  private final KeptByPool<NodesOfPool> pools;

  private NodesOfPools(KeptByPool<NodesOfPool> pools) {
    this.pools = pools;
  }

  /** Of the cluster of that cache, from now on. */
  static NodesOfPools in(ClusterCache cluster) {
    return new NodesOfPools(
        KeptByPool.in(cluster, pool -> new NodesOfPool(cluster, pool), NodesOfPool::close));
  }

  /** As the cache has them now. */
  NodesOfPool.Seen look(String pool) {
    return pools.ask(pool, NodesOfPool::look);
  }
}
