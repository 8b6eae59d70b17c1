package dev.bootc.rollout.operator.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the process was told about registries.
 *
 * @param period empty where a BootcOperatorConfig may say it
 * @param allowInsecure empty where a BootcOperatorConfig may say it
 * @param authorities PEM file of authorities to trust beside the system's
 * @param proxies how registries are reached
 * @param mirrors which are asked in place of others
 */
public record RegistryOptions(
    Optional<Duration> period,
    Optional<Boolean> allowInsecure,
    Optional<Path> authorities,
    Proxies proxies,
    Mirrors mirrors) {

  /** Nothing is said. */
  public static final RegistryOptions DEFAULTS =
      new RegistryOptions(
          Optional.empty(), Optional.empty(), Optional.empty(), Proxies.NONE, Mirrors.NONE);
}
