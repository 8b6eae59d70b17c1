package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.BootcOperatorConfig;
import dev.bootc.rollout.api.BootcOperatorConfigSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What flags and variables say; what they leave open, as the cluster's BootcOperatorConfig says it.
 * That is read where a registry is about to be asked, and never otherwise.
 */
public final class ConfiguredRegistries implements Supplier<RegistrySettings> {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredRegistries.class);

  private final RegistryOptions options;
  private final KubernetesClient client;

  public ConfiguredRegistries(RegistryOptions options, KubernetesClient client) {
    this.options = options;
    this.client = client;
  }

  @Override
  public RegistrySettings get() {
    return settings(options, inTheCluster());
  }

  private Optional<BootcOperatorConfigSpec.Controller> inTheCluster() {
    if (options.period().isPresent() && options.allowInsecure().isPresent()) {
      return Optional.empty();
    }
    try {
      List<BootcOperatorConfig> all = client.resources(BootcOperatorConfig.class).list().getItems();
      return all.stream()
          .min(Comparator.comparing(config -> config.getMetadata().getName()))
          .flatMap(config -> Optional.ofNullable(config.getSpec()))
          .flatMap(spec -> Optional.ofNullable(spec.controller()));
    } catch (KubernetesClientException failure) {
      if (failure.getCode() == HttpURLConnection.HTTP_NOT_FOUND
          || failure.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        LOG.atDebug().addKeyValue("why", failure.getMessage()).log("no BootcOperatorConfig");
        return Optional.empty();
      }
      throw failure;
    }
  }

  static RegistrySettings settings(
      RegistryOptions options, Optional<BootcOperatorConfigSpec.Controller> config) {
    return new RegistrySettings(
        options
            .period()
            .or(() ->
                config
                    .flatMap(said -> Optional.ofNullable(said.tagResolutionPeriodSeconds()))
                    .filter(seconds -> seconds > 0)
                    .map(Duration::ofSeconds))
            .orElse(RegistrySettings.DEFAULT_PERIOD),
        options
            .allowInsecure()
            .or(() -> config.flatMap(said -> Optional.ofNullable(said.allowInsecureRegistry())))
            .orElse(false));
  }
}
