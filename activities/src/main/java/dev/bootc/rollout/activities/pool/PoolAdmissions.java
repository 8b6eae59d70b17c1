package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.Admissions;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.workflows.node.NodeRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks the planner by the pool's own spec and this process's own view of the cluster. What is asked
 * for at the same time shares what was found out.
 */
final class PoolAdmissions implements Admissions, ClusterCache.Listener {
  /** The planner may have seen more than this process has by now: the end of another's slot. */
  private static final Duration CATCHES_UP_WITHIN = Duration.ofSeconds(1);

  private final ClusterCache cluster;
  private final NodesOfPools nodes;
  private final Neighbourhood neighbourhood;
  private final Clock clock;
  private final Map<String, AdmissionsOfPool> pools = new ConcurrentHashMap<>();

  PoolAdmissions(
      ClusterCache cluster, NodesOfPools nodes, Neighbourhood neighbourhood, Clock clock) {
    this.cluster = cluster;
    this.nodes = nodes;
    this.neighbourhood = neighbourhood;
    this.clock = clock;
  }

  @Override
  public Place ask(NodeRef ref) {
    try (Changes.Subscription changes = cluster.changes().ofPool(ref.pool())) {
      long began = System.nanoTime();
      while (true) {
        Optional<String> refusal = ofPool(ref).admit(ref, now());
        if (refusal.isEmpty()) {
          return new Kept(refusal, () -> ofPool(ref).forget(ref.node()));
        }
        if (System.nanoTime() - began >= CATCHES_UP_WITHIN.toNanos()) {
          return new Kept(refusal, () -> {});
        }
        changes.await(CATCHES_UP_WITHIN);
      }
    }
  }

  @Override
  public Optional<String> objection(NodeRef ref) {
    return ofPool(ref).objection(ref, now());
  }

  private AdmissionsOfPool ofPool(NodeRef ref) {
    return pools.computeIfAbsent(
        ref.pool(), pool -> new AdmissionsOfPool(cluster, pool, nodes, neighbourhood));
  }

  private Instant now() {
    return Instant.now(clock);
  }

  @Override
  public void poolChanged(BootcNodePool pool) {
    String name = pool.getMetadata().getName();
    if (cluster.pool(name).isEmpty()) {
      pools.remove(name);
    }
  }

  private record Kept(Optional<String> refusal, Runnable leave) implements Place {
    @Override
    public void close() {
      leave.run();
    }
  }
}
