package dev.bootc.rollout.operator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts how often the workers asked Temporal for a workflow task, which each of them does at least
 * once a minute. Waits may fill the slots of activities for hours, so those polls say nothing.
 */
final class Polls {
  private final MeterRegistry metrics;

  Polls(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  double begun() {
    return metrics
        .find("temporal_long_request")
        .tag("operation", "PollWorkflowTaskQueue")
        .counters()
        .stream()
        .mapToDouble(Counter::count)
        .sum();
  }
}
