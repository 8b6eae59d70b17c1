package dev.bootc.rollout.operator;

import dev.bootc.rollout.activities.cluster.ApiServerOutages;
import dev.bootc.rollout.activities.cluster.LeanNodesJson;
import dev.bootc.rollout.operator.settings.Kubeconfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.TlsVersion;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.util.List;
import java.util.Optional;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

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
        .withHttpClientFactory(new CiphersOfTheJvm())
        .withHttpClientBuilderConsumer(http ->
            // Versions of TLS would come with OkHttp's own order of ciphers.
            http.tlsVersions((TlsVersion[]) null)
                .addOrReplaceInterceptor(ApiServerOutages.class.getName(), outages))
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

  /**
   * OkHttp prefers AES whatever the JVM is told, and without the optimising compiler that costs a
   * sixth of this process's time.
   */
  private static final class CiphersOfTheJvm extends OkHttpClientFactory {
    @Override
    protected void additionalConfig(OkHttpClient.Builder builder) {
      ConnectionSpec secured =
          new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS).allEnabledCipherSuites().build();
      builder.connectionSpecs(List.of(secured, ConnectionSpec.CLEARTEXT));
    }
  }
}
