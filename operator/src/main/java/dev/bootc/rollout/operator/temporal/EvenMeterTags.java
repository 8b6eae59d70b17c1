package dev.bootc.rollout.operator.temporal;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Gives all of Temporal's meters the same tags: the SDK names the update only on requests that have
 * one, and Prometheus drops meters whose tags differ from those of their namesakes.
 */
public final class EvenMeterTags implements MeterFilter {
  private static final String UPDATE = "update_name";

  @Override
  public Meter.Id map(Meter.Id id) {
    return id.getName().startsWith("temporal_") && id.getTag(UPDATE) == null
        ? id.withTag(Tag.of(UPDATE, "none"))
        : id;
  }
}
