package dev.bootc.rollout.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.activities.cluster.LeanNodesJson;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;

/** How this process speaks to the API server. */
final class KubernetesSettings {
  private static final String USER_AGENT = "bootc-rollout-operator";
  private static final int ANSWER_WITHIN_MILLIS = 10_000;
  private static final int CONNECT_WITHIN_MILLIS = 5_000;

  private KubernetesSettings() {}

  /**
   * @throws IllegalArgumentException for a text that is no kubeconfig; says nothing of the text,
   *     which may be a secret
   */
  static Config parse(String kubeconfig) {
    Config config;
    try {
      config = Config.fromKubeconfig(kubeconfig);
    } catch (RuntimeException _) {
      throw new IllegalArgumentException(
          "it is no YAML document with clusters, contexts and users");
    }
    if (config.getCurrentContext() == null) {
      throw new IllegalArgumentException("it has no current-context that it also defines");
    }
    return config;
  }

  static KubernetesClient client(Optional<String> kubeconfig) {
    Config config =
        kubeconfig.map(KubernetesSettings::parse).orElseGet(() -> Config.autoConfigure(null));
    config.setUserAgent(USER_AGENT);
    return new KubernetesClientBuilder()
        .withKubernetesSerialization(
            new KubernetesSerialization(new ObjectMapper(new LeanNodesJson()), true))
        .withConfig(
            new ConfigBuilder(config)
                .withRequestTimeout(ANSWER_WITHIN_MILLIS)
                .withConnectionTimeout(CONNECT_WITHIN_MILLIS)
                // Temporal and the reconciler retry, and both know better when.
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }
}
