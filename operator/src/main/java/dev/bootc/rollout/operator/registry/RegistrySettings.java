package dev.bootc.rollout.operator.registry;

import java.time.Duration;

/**
 * How registries are asked, as it is in force at one moment.
 *
 * @param period longest time between two questions about a tag
 * @param allowInsecure whether one that does not speak TLS is asked without
 */
public record RegistrySettings(Duration period, boolean allowInsecure) {
  public static final Duration DEFAULT_PERIOD = Duration.ofMinutes(5);
}
