package dev.bootc.rollout.operator.metrics;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
  private final Set<String> shown = new HashSet<>();
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
      case Traces.Event.Took(Traces.Step step, Duration time) -> timer(label, step).record(time);
      case Traces.Event.Ended(var outcome) -> updates(label, outcome).increment();
    }
  }

  synchronized void ended(String pool, RolloutPhase end) {
    if (!closed) {
      rollouts(label(pool), end).increment();
    }
  }

  private Timer timer(String label, Traces.Step step) {
    return keep(
        label,
        Timer.builder("bootc.rollout.step.duration")
            .description("Time that a part of a node's update took.")
            .tag("pool", label)
            .tag("step", step.name().toLowerCase(Locale.ROOT))
            .serviceLevelObjectives(BUCKETS)
            .register(registry));
  }

  private Counter updates(String label, Verdict.Outcome outcome) {
    return keep(
        label,
        Counter.builder("bootc.rollout.node.updates")
            .description("Attempts to update a node that ended, by verdict.")
            .tag("pool", label)
            .tag("verdict", outcome.text())
            .register(registry));
  }

  private Counter rollouts(String label, RolloutPhase end) {
    return keep(
        label,
        Counter.builder("bootc.rollout.rollouts")
            .description("Rollouts that ended, by outcome.")
            .tag("pool", label)
            .tag("outcome", end.text())
            .register(registry));
  }

  /** One that was made a moment ago does not wait for the next scrape. */
  private String label(String pool) {
    if (!shown.contains(pool) && shown.size() < PoolMetrics.MOST_POOLS) {
      show(pool);
    }
    return shown.contains(pool) ? pool : OTHERS;
  }

  /**
   * All that can be counted of it, at nothing: a series that is born at 1 has not increased, and
   * whoever asks by how much hears nothing of the first.
   */
  private void show(String pool) {
    if (shown.add(pool)) {
      for (Traces.Step step : Traces.Step.values()) {
        timer(pool, step);
      }
      for (Verdict.Outcome outcome : Verdict.Outcome.values()) {
        updates(pool, outcome);
      }
      Arrays.stream(RolloutPhase.values())
          .filter(RolloutPhase::isEnd)
          .forEach(end -> rollouts(pool, end));
    }
  }

  private <M extends Meter> M keep(String label, M meter) {
    pools.put(meter.getId(), label);
    return meter;
  }

  /**
   * Those of the first pools by name are shown, as gauges show them, and all others go; where there
   * is no pool, those of the others together go too.
   */
  synchronized void keep(Set<String> existing) {
    if (closed) {
      return;
    }
    Set<String> first =
        existing.stream().sorted().limit(PoolMetrics.MOST_POOLS).collect(Collectors.toSet());
    drop(label -> label.equals(OTHERS) ? existing.isEmpty() : !first.contains(label));
    shown.retainAll(first);
    first.forEach(this::show);
  }

  private void drop(Predicate<String> isGone) {
    pools
        .entrySet()
        .removeIf(entry -> {
          boolean gone = isGone.test(entry.getValue());
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
    drop(_ -> true);
  }
}
