package dev.bootc.rollout.operator.metrics;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how pools stand, as long as this process leads; with its end every series of a pool goes,
 * and a pool's own with the pool. Looks into the cache only.
 */
public final class PoolMetrics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PoolMetrics.class);

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
    showCounters();
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
            .flatMap(pool ->
                figures(pool, members.getOrDefault(pool.getMetadata().getName(), List.of()), now)
                    .stream())
            .toList());
    showCounters();
  }

  /** One that nobody can make sense of keeps no other from being told of. */
  private static Optional<PoolFigures> figures(
      BootcNodePool pool, List<BootcNode> members, Instant now) {
    try {
      return Optional.of(PoolFigures.of(pool, members, now));
    } catch (RuntimeException failed) {
      LOG.atWarn()
          .setCause(failed)
          .addKeyValue("pool", pool.getMetadata().getName())
          .log("how a pool stands is not told");
      return Optional.empty();
    }
  }

  private void showCounters() {
    counters.keep(
        cluster.pools().stream()
            .map(pool -> pool.getMetadata().getName())
            .collect(Collectors.toSet()));
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
