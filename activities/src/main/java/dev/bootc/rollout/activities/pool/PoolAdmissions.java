package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.Admissions;
import dev.bootc.rollout.workflows.node.NodeRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks the planner by the pool's own spec and this process's own view of the cluster. What is asked
 * for at the same time shares what was found out.
 */
final class PoolAdmissions implements Admissions {
  /** The planner may have seen more than this process has by now: the end of another's slot. */
  private static final Duration CATCHES_UP_WITHIN = Duration.ofSeconds(1);

  private final ClusterCache cluster;
  private final SlotQueue queue;
  private final Clock clock;
  private final KeptByPool<AdmissionsOfPool> pools;

  PoolAdmissions(
      ClusterCache cluster,
      NodesOfPools nodes,
      Neighbourhood neighbourhood,
      SlotQueue queue,
      Clock clock) {
    this.cluster = cluster;
    this.queue = queue;
    this.clock = clock;
    this.pools =
        KeptByPool.in(
            cluster,
            pool -> new AdmissionsOfPool(cluster, pool, nodes, neighbourhood),
            admissions -> {});
  }

  @Override
  public Place ask(NodeRef ref) {
    try (Changes.Subscription changes = cluster.changes().ofPool(ref.pool())) {
      long began = System.nanoTime();
      while (true) {
        Optional<String> refusal =
            queue.ask(() -> pools.ask(ref.pool(), admissions -> admissions.admit(ref, now())));
        if (refusal.isEmpty()) {
          return new Kept(refusal, () -> leave(ref));
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
    return pools.ask(ref.pool(), admissions -> admissions.objection(ref, now()));
  }

  private void leave(NodeRef ref) {
    queue.done();
    pools.tell(ref.pool(), admissions -> admissions.forget(ref.node()));
  }

  private Instant now() {
    return Instant.now(clock);
  }

  private record Kept(Optional<String> refusal, Runnable leave) implements Place {
    @Override
    public void close() {
      leave.run();
    }
  }
}
