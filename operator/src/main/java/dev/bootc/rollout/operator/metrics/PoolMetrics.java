package dev.bootc.rollout.operator.metrics;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tells how pools stand, as long as this process leads; with its end every series of a pool goes,
 * and a pool's own with the pool. Looks into the cache only.
 */
public final class PoolMetrics implements AutoCloseable {
  /** Of so many pools, the first by name, each has series of its own. */
  static final int MOST_POOLS = 100;

  private final ClusterCache cluster;
  private final Clock clock;
  private final PoolGauges gauges;
  private final PoolCounters counters;
  private final Chronicle chronicle;
  private final Runnable unlook;
  private boolean closed;

  private PoolMetrics(ClusterCache cluster, Exposition exposition, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
    gauges = new PoolGauges(exposition.registry());
    counters = new PoolCounters(exposition.registry());
    chronicle = new Chronicle(cluster, counters, clock);
    chronicle.begin();
    unlook = exposition.before(this::look);
  }

  public static PoolMetrics begin(ClusterCache cluster, Exposition exposition, Clock clock) {
    return new PoolMetrics(cluster, exposition, clock);
  }

  /** A scrape that is under way when this ends must not leave anything behind. */
  private synchronized void look() {
    if (closed) {
      return;
    }
    Instant now = clock.instant();
    List<BootcNodePool> pools =
        cluster.pools().stream()
            .sorted(Comparator.comparing(pool -> pool.getMetadata().getName()))
            .toList();
    Map<String, List<BootcNode>> members =
        cluster.bootcNodes().stream().collect(Collectors.groupingBy(Traces::pool));
    gauges.show(
        pools.size(),
        pools.stream()
            .limit(MOST_POOLS)
            .map(pool ->
                PoolFigures.of(
                    pool, members.getOrDefault(pool.getMetadata().getName(), List.of()), now))
            .toList());
    counters.keep(
        pools.stream().map(pool -> pool.getMetadata().getName()).collect(Collectors.toSet()));
  }

  @Override
  public synchronized void close() {
    closed = true;
    unlook.run();
    chronicle.end();
    gauges.close();
    counters.close();
  }
}
