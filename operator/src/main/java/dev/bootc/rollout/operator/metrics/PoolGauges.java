package dev.bootc.rollout.operator.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Shows how pools stand, and nothing of a pool that is not shown any more. */
final class PoolGauges implements AutoCloseable {
  private static final String SECONDS = "seconds";
  private static final double MILLIS = 1000.0;

  private final MultiGauge pools;
  private final MultiGauge nodes;
  private final MultiGauge slots;
  private final MultiGauge oldestSlot;
  private final MultiGauge blockedBy;
  private final MultiGauge blockedByAge;
  private final MultiGauge blockedByObject;
  private final MultiGauge failed;
  private final MultiGauge phase;
  private final MultiGauge target;
  private final MultiGauge started;
  private final MultiGauge paused;
  private final MultiGauge estimatedEnd;

  PoolGauges(MeterRegistry registry) {
    pools =
        gauge(registry, "pools", "Pools; those that are not shown have no series of their own.");
    nodes = gauge(registry, "nodes", "Nodes of a pool, by state on the way to its target.");
    slots = gauge(registry, "slots", "Nodes of a pool that hold a slot.");
    oldestSlot =
        gauge(
            registry,
            "slot.oldest.age",
            "For how long a node of the pool holds its slot.",
            SECONDS);
    blockedBy =
        gauge(
            registry,
            "blocked.by",
            "Nodes that something is in the way of; 1 for the pool as a whole.");
    blockedByAge =
        gauge(registry, "blocked.by.age", "For how long it has been in the way.", SECONDS);
    blockedByObject =
        gauge(
            registry,
            "blocked.by.object.age",
            "For how long that very object has been in the way.",
            SECONDS);
    failed =
        gauge(registry, "failed.nodes", "Nodes whose attempt at the target failed, by verdict.");
    phase = gauge(registry, "phase", "1 for the phase that the pool's latest rollout is in.");
    target = gauge(registry, "target.info", "1 for the digest that the pool's nodes are to run.");
    started = gauge(registry, "started.timestamp", "When the rollout that runs began.", SECONDS);
    paused = gauge(registry, "paused.timestamp", "Since when the rollout is paused.", SECONDS);
    estimatedEnd =
        gauge(
            registry,
            "estimated.end.timestamp",
            "When the rollout is over if nothing gets in the way.",
            SECONDS);
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder("bootc.rollout." + name).description(description).register(registry);
  }

  private static MultiGauge gauge(
      MeterRegistry registry, String name, String description, String unit) {
    return MultiGauge.builder("bootc.rollout." + name)
        .description(description)
        .baseUnit(unit)
        .register(registry);
  }

  /**
   * @param existing how many pools there are
   * @param shown those with series of their own
   */
  void show(int existing, List<PoolFigures> shown) {
    show(
        pools,
        Stream.of(
            row(Tags.of("shown", "true"), shown.size()),
            row(Tags.of("shown", "false"), existing - shown.size())));
    showNodes(shown);
    showBlocked(shown);
    showRollouts(shown);
  }

  private void showNodes(List<PoolFigures> shown) {
    show(
        nodes,
        rows(
            shown,
            pool ->
                pool.nodes().entrySet().stream()
                    .map(entry ->
                        row(tags(pool, "state", Words.of(entry.getKey())), entry.getValue()))));
    show(slots, rows(shown, pool -> Stream.of(row(tags(pool), pool.slots()))));
    show(oldestSlot, rows(shown, pool -> Stream.of(row(tags(pool), seconds(pool.oldestSlot())))));
  }

  private void showBlocked(List<PoolFigures> shown) {
    show(
        blockedBy,
        rows(
            shown,
            pool ->
                pool.blocked().entrySet().stream()
                    .map(entry ->
                        row(tags(pool, "kind", entry.getKey().text()), entry.getValue().nodes()))));
    show(
        blockedByAge,
        rows(
            shown,
            pool ->
                pool.blocked().entrySet().stream()
                    .map(entry ->
                        row(
                            tags(pool, "kind", entry.getKey().text()),
                            seconds(entry.getValue().age())))));
    show(
        blockedByObject,
        rows(
            shown,
            pool ->
                pool.inTheWay().entrySet().stream()
                    .map(entry -> row(tags(pool, entry.getKey()), seconds(entry.getValue())))));
    show(
        failed,
        rows(
            shown,
            pool ->
                pool.failed().entrySet().stream()
                    .map(entry ->
                        row(tags(pool, "verdict", entry.getKey().text()), entry.getValue()))));
  }

  private void showRollouts(List<PoolFigures> shown) {
    show(
        phase,
        rows(
            shown,
            pool ->
                Optional.ofNullable(pool.phase()).stream()
                    .map(now -> row(tags(pool, "phase", now.text()), 1))));
    show(
        target,
        rows(
            shown,
            pool ->
                Optional.ofNullable(pool.target()).stream()
                    .map(digest ->
                        row(tags(pool, "digest", digest.text()).and("by", pool.askedBy()), 1))));
    show(started, times(shown, pool -> Optional.ofNullable(pool.startedAt())));
    show(
        paused,
        rows(
            shown,
            pool ->
                Optional.ofNullable(pool.pausedSince()).stream()
                    .map(since ->
                        row(
                            tags(pool, "by", Optional.ofNullable(pool.pausedBy()).orElse("")),
                            seconds(since)))));
    show(estimatedEnd, times(shown, pool -> Optional.ofNullable(pool.estimatedEnd())));
  }

  private static Stream<Row<?>> rows(
      List<PoolFigures> shown, Function<PoolFigures, Stream<Row<?>>> ofPool) {
    return shown.stream().flatMap(ofPool);
  }

  private static Stream<Row<?>> times(
      List<PoolFigures> shown, Function<PoolFigures, Optional<Instant>> time) {
    return rows(shown, pool -> time.apply(pool).stream().map(at -> row(tags(pool), seconds(at))));
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / MILLIS;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / MILLIS;
  }

  private static Tags tags(PoolFigures pool) {
    return Tags.of("pool", pool.pool());
  }

  private static Tags tags(PoolFigures pool, String key, String value) {
    return tags(pool).and(key, value);
  }

  private static Tags tags(PoolFigures pool, PoolFigures.InTheWay thing) {
    return tags(pool, "kind", thing.kind().text())
        .and("object", thing.object(), "node", thing.node());
  }

  private static Row<?> row(Tags tags, double value) {
    return Row.of(tags, value);
  }

  private static void show(MultiGauge gauge, Stream<Row<?>> rows) {
    gauge.register(rows.toList(), true);
  }

  @Override
  public void close() {
    Stream.of(
            pools,
            nodes,
            slots,
            oldestSlot,
            blockedBy,
            blockedByAge,
            blockedByObject,
            failed,
            phase,
            target,
            started,
            paused,
            estimatedEnd)
        .forEach(gauge -> show(gauge, Stream.of()));
  }
}
