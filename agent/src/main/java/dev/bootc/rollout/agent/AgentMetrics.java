package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.plan.Memory;
import dev.bootc.rollout.agent.plan.StageFailureCause;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What Prometheus is told. Counts begin anew with the process, times of events do not. */
final class AgentMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Timer staging =
      Timer.builder("bootc.agent.staging")
          .description("Time that successful stagings took.")
          .register(registry);

  AgentMetrics() {
    for (StageFailureCause cause : StageFailureCause.values()) {
      // A series that is there before the first failure lets Prometheus see the first one.
      count(cause, 0);
    }
  }

  /** Reads the time of the latest contact with the API server whenever it is asked. */
  AgentMetrics withLastContact(Supplier<Optional<Instant>> lastContact) {
    return withTime(
        "bootc.agent.api.last.contact.timestamp",
        "When the API server was last known to answer or to keep the watch open.",
        lastContact);
  }

  /** Reads the time of the latest reboot that this agent began, before or after this start. */
  AgentMetrics withLastReboot(Supplier<Optional<Instant>> lastReboot) {
    return withTime(
        "bootc.agent.last.reboot.timestamp",
        "When the agent last began a reboot of its host.",
        lastReboot);
  }

  /** Reads how many bytes the staging under way has fetched. */
  AgentMetrics withStagingBytes(Supplier<Optional<Long>> bytes) {
    Gauge.builder(
            "bootc.agent.staging.bytes",
            () -> bytes.get().map(Long::doubleValue).orElse(Double.NaN))
        .description("Bytes that the staging under way has fetched; NaN where none is, or unknown.")
        .register(registry);
    return this;
  }

  /** Takes from a change of the memory what it says. */
  void changed(Memory before, Memory after, Instant now) {
    Memory.Staging begun = before.staging();
    if (begun != null && after.staging() == null && after.staged() != null) {
      boolean staged = after.staged().image().equals(begun.image()) && after.failure() == null;
      if (staged) {
        staging.record(Duration.between(begun.since(), now));
      }
    }
    if (after.failure() != null && !after.failure().equals(before.failure())) {
      count(StageFailureCause.of(after.failure().message()), 1);
    }
  }

  /** In Prometheus' text format. */
  String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }

  private void count(StageFailureCause cause, int failures) {
    registry
        .counter("bootc.agent.failures", "cause", cause.name().toLowerCase(Locale.ROOT))
        .increment(failures);
  }

  private AgentMetrics withTime(String name, String help, Supplier<Optional<Instant>> time) {
    Gauge.builder(name, () -> time.get().map(at -> at.toEpochMilli() / 1000.0).orElse(Double.NaN))
        .baseUnit("seconds")
        .description(help)
        .register(registry);
    return this;
  }
}
