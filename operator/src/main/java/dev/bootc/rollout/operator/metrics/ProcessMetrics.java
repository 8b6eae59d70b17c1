package dev.bootc.rollout.operator.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** How this process does, whether it leads or not. */
public final class ProcessMetrics {
  private static final double MILLIS = 1000.0;

  private final MeterRegistry registry;
  private final Counter refusedCalls;

  public ProcessMetrics(MeterRegistry registry) {
    this.registry = registry;
    refusedCalls =
        Counter.builder("bootc.rollout.refused.calls")
            .description("Calls of activities that no workflow of ours made, and were refused.")
            .register(registry);
    Gauge.builder("bootc.rollout.build.info", () -> 1)
        .description("1, with the version that runs.")
        .tag("version", version())
        .tag("java", Runtime.version().toString())
        .strongReference(true)
        .register(registry);
  }

  private static String version() {
    return Objects.requireNonNullElse(
        ProcessMetrics.class.getPackage().getImplementationVersion(), "unknown");
  }

  public void withTemporal(BooleanSupplier reachable, Supplier<Optional<Instant>> validUntil) {
    gauge("bootc.rollout.temporal.reachable", "Whether Temporal answers this process.", reachable);
    Gauge.builder(
            "bootc.rollout.temporal.certificate.expiry.timestamp",
            () -> validUntil.get().map(end -> end.toEpochMilli() / MILLIS).orElse(Double.NaN))
        .baseUnit("seconds")
        .description("Until when the certificate that we show Temporal is valid; NaN without.")
        .strongReference(true)
        .register(registry);
  }

  public void withLeader(BooleanSupplier leads) {
    gauge("bootc.rollout.leader", "Whether this process is the one that reconciles.", leads);
  }

  /** To be told whether a registry gave an answer, after each question about a tag. */
  public Consumer<Boolean> withTags() {
    Counter resolved = tags("Resolved");
    Counter failed = tags("Failed");
    return found -> (found ? resolved : failed).increment();
  }

  private Counter tags(String outcome) {
    return Counter.builder("bootc.rollout.tag.resolutions")
        .description("Questions to registries about what a tag means, by outcome.")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** A request of whoever reaches Temporal was refused. */
  public void refused() {
    refusedCalls.increment();
  }

  private void gauge(String name, String description, BooleanSupplier holds) {
    Gauge.builder(name, () -> holds.getAsBoolean() ? 1 : 0)
        .description(description)
        .strongReference(true)
        .register(registry);
  }
}
