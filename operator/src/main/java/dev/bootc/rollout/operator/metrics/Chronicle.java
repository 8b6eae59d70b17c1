package dev.bootc.rollout.operator.metrics;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens to nodes and rollouts by what changes in the cache. What was so when it began
 * happened before, and is not counted.
 */
final class Chronicle implements ClusterCache.Listener {
  private final ClusterCache cluster;
  private final PoolCounters counters;
  private final Clock clock;
  private final Map<String, Traces> nodes = new ConcurrentHashMap<>();
  private final Map<String, Ended> rollouts = new ConcurrentHashMap<>();

  /**
   * The latest rollout of a pool.
   *
   * @param runId absent before the first
   * @param end absent while it runs
   */
  private record Ended(@Nullable String runId, @Nullable RolloutPhase end) {
    private static Ended of(BootcNodePool pool) {
      Optional<RolloutStatus> rollout = RolloutStatus.on(pool);
      return new Ended(
          rollout.map(RolloutStatus::runId).orElse(null),
          rollout
              .flatMap(said -> RolloutPhase.of(said.phase()))
              .filter(RolloutPhase::isEnd)
              .orElse(null));
    }
  }

  Chronicle(ClusterCache cluster, PoolCounters counters, Clock clock) {
    this.cluster = cluster;
    this.counters = counters;
    this.clock = clock;
  }

  void begin() {
    Instant now = clock.instant();
    cluster
        .bootcNodes()
        .forEach(node -> nodes.put(node.getMetadata().getName(), Traces.of(node, null, now)));
    cluster.pools().forEach(pool -> rollouts.put(pool.getMetadata().getName(), Ended.of(pool)));
    cluster.listen(this);
  }

  void end() {
    cluster.forget(this);
  }

  @Override
  public void bootcNodeChanged(BootcNode node) {
    String name = node.getMetadata().getName();
    if (cluster.bootcNode(name).isEmpty()) {
      nodes.remove(name);
      return;
    }
    Instant now = clock.instant();
    Traces before = nodes.get(name);
    Traces after = Traces.of(node, before, now);
    nodes.put(name, after);
    String pool = Traces.pool(node);
    if (before != null && !pool.isEmpty()) {
      before.until(after, node, now).forEach(event -> counters.count(pool, event));
    }
  }

  @Override
  public void poolChanged(BootcNodePool pool) {
    String name = pool.getMetadata().getName();
    if (cluster.pool(name).isEmpty()) {
      rollouts.remove(name);
      return;
    }
    Ended after = Ended.of(pool);
    Ended before = rollouts.put(name, after);
    if (before != null && after.end() != null && !after.equals(before)) {
      counters.ended(name, after.end());
    }
  }
}
