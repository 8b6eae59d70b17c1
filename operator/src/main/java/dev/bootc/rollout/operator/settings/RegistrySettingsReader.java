package dev.bootc.rollout.operator.settings;

import dev.bootc.rollout.operator.registry.Mirrors;
import dev.bootc.rollout.operator.registry.Proxies;
import dev.bootc.rollout.operator.registry.RegistryOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks what is said about the registries of images. */
record RegistrySettingsReader(
    OperatorOptions options, Map<String, String> environment, List<ConfigurationProblem> problems) {

  /** A day: whoever wants it rarer pins the image. */
  private static final int MOST_SECONDS = 86_400;

  /** The file of authorities may come late, as every file of ours, and is no problem here. */
  RegistryOptions read() {
    return new RegistryOptions(
        period(),
        allowInsecure(),
        Optional.of(options.registryCaFile).filter(file -> !file.isBlank()).map(Path::of),
        proxies(),
        mirrors());
  }

  private Optional<Duration> period() {
    String value = options.tagResolutionSeconds.strip();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.matches("[0-9]{1,5}")) {
      int seconds = Integer.parseInt(value);
      if (seconds >= 1 && seconds <= MOST_SECONDS) {
        return Optional.of(Duration.ofSeconds(seconds));
      }
    }
    problems.add(
        ConfigurationProblem.of(
            "--tag-resolution-seconds",
            value,
            "give a whole number from 1 to " + MOST_SECONDS + ", or nothing"));
    return Optional.empty();
  }

  private Optional<Boolean> allowInsecure() {
    String value = options.allowInsecureRegistry.strip();
    if (!List.of("true", "false", "").contains(value)) {
      problems.add(
          ConfigurationProblem.of(
              "--allow-insecure-registry", value, "give true or false, or nothing"));
    }
    return value.isEmpty() ? Optional.empty() : Optional.of(Boolean.valueOf(value));
  }

  private Proxies proxies() {
    try {
      return Proxies.of(environment);
    } catch (IllegalArgumentException noProxy) {
      problems.add(
          new ConfigurationProblem(
              "HTTPS_PROXY, HTTP_PROXY",
              "not shown, as it may have a password",
              String.valueOf(noProxy.getMessage())));
      return Proxies.NONE;
    }
  }

  private Mirrors mirrors() {
    try {
      return Mirrors.parse(options.registryMirrors);
    } catch (IllegalArgumentException noMirror) {
      problems.add(
          ConfigurationProblem.of(
              "--registry-mirrors",
              options.registryMirrors,
              String.valueOf(noMirror.getMessage())));
      return Mirrors.NONE;
    }
  }
}
