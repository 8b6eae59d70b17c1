package dev.bootc.rollout.operator.metrics;

import dev.bootc.rollout.api.RolloutPhase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What has happened in pools since this process leads. */
final class PoolCounters implements AutoCloseable {
  /** Under which pools beyond the bound are counted together; no pool can have that name. */
  static final String OTHERS = "(others)";

  private static final Duration[] BUCKETS =
      Stream.of(5, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 21_600)
          .map(Duration::ofSeconds)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Map<Meter.Id, String> pools = new HashMap<>();
  private boolean closed;

  PoolCounters(MeterRegistry registry) {
    this.registry = registry;
  }

  synchronized void count(String pool, Traces.Event event) {
    if (closed) {
      return;
    }
    String label = label(pool);
    switch (event) {
      case Traces.Event.Took(Traces.Step step, Duration time) ->
          keep(
                  label,
                  Timer.builder("bootc.rollout.step.duration")
                      .description("Time that a part of a node's update took.")
                      .tag("pool", label)
                      .tag("step", step.name().toLowerCase(Locale.ROOT))
                      .serviceLevelObjectives(BUCKETS)
                      .register(registry))
              .record(time);
      case Traces.Event.Ended(var outcome) ->
          keep(
                  label,
                  Counter.builder("bootc.rollout.node.updates")
                      .description("Attempts to update a node that ended, by verdict.")
                      .tag("pool", label)
                      .tag("verdict", outcome.text())
                      .register(registry))
              .increment();
    }
  }

  synchronized void ended(String pool, RolloutPhase end) {
    if (closed) {
      return;
    }
    String label = label(pool);
    keep(
            label,
            Counter.builder("bootc.rollout.rollouts")
                .description("Rollouts that ended, by outcome.")
                .tag("pool", label)
                .tag("outcome", end.text())
                .register(registry))
        .increment();
  }

  private String label(String pool) {
    Set<String> known = new HashSet<>(pools.values());
    return known.contains(pool) || known.size() < PoolMetrics.MOST_POOLS ? pool : OTHERS;
  }

  private <M extends Meter> M keep(String label, M meter) {
    pools.put(meter.getId(), label);
    return meter;
  }

  /** Those of all other pools go; where there is none, those of the others together go too. */
  synchronized void keep(Set<String> existing) {
    pools
        .entrySet()
        .removeIf(entry -> {
          boolean gone =
              entry.getValue().equals(OTHERS)
                  ? existing.isEmpty()
                  : !existing.contains(entry.getValue());
          if (gone) {
            registry.remove(entry.getKey());
          }
          return gone;
        });
  }

  /** Nothing is counted any more, and nothing told. */
  @Override
  public synchronized void close() {
    closed = true;
    keep(Set.of());
  }
}
