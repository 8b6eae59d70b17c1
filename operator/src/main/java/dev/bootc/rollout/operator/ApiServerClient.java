package dev.bootc.rollout.operator;

import dev.bootc.rollout.activities.cluster.ApiServerOutages;
import dev.bootc.rollout.activities.cluster.LeanNodesJson;
import dev.bootc.rollout.operator.settings.Kubeconfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Optional;

/** How this process speaks to the API server. */
final class ApiServerClient {
  private static final String USER_AGENT = "bootc-rollout-operator";
  private static final int ANSWER_WITHIN_MILLIS = 10_000;
  private static final int CONNECT_WITHIN_MILLIS = 5_000;

  /** The pause between attempts grows to 32 times this: eight seconds after a long outage. */
  private static final int WATCH_AGAIN_MILLIS = 250;

  private ApiServerClient() {}

  /**
   * @param outages told of them
   */
  static KubernetesClient of(Optional<Kubeconfig> kubeconfig, ApiServerOutages outages) {
    Config config = kubeconfig.map(Kubeconfig::content).orElseGet(() -> Config.autoConfigure(null));
    config.setUserAgent(USER_AGENT);
    return new KubernetesClientBuilder()
        .withKubernetesSerialization(LeanNodesJson.serialization())
        .withHttpClientBuilderConsumer(
            http -> http.addOrReplaceInterceptor(ApiServerOutages.class.getName(), outages))
        .withConfig(
            new ConfigBuilder(config)
                .withRequestTimeout(ANSWER_WITHIN_MILLIS)
                .withConnectionTimeout(CONNECT_WITHIN_MILLIS)
                .withWatchReconnectInterval(WATCH_AGAIN_MILLIS)
                // Temporal and the reconciler retry, and both know better when.
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }
}
