package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.cluster.ApiServerOutages;
import dev.bootc.rollout.operator.settings.Kubeconfig;
import dev.bootc.rollout.testkit.servers.HangingUpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientImpl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import okhttp3.ConnectionSpec;
import okhttp3.TlsVersion;
import org.junit.jupiter.api.Test;

class ApiServerClientTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int SEVERAL = 5;

  @Test
  void shouldWatchAgainWhenTheApiServerIsGoneInTheMomentInWhichItTells() throws Exception {
    try (HangingUpServer server = HangingUpServer.start();
        KubernetesClient client =
            ApiServerClient.of(Optional.of(kubeconfig(server)), new ApiServerOutages());
        Watch _ = client.configMaps().inNamespace("default").watch(new Nobody())) {
      await().atMost(SOON).untilAsserted(() -> assertThat(server.watches()).isGreaterThan(SEVERAL));
    }
  }

  @Test
  void shouldLeaveTheChoiceOfCiphersToTheJvmAndTheVersionsOfTlsToNobodyElse() {
    // When
    try (KubernetesClient client =
        ApiServerClient.of(
            Optional.of(new Kubeconfig(Path.of("kubeconfig"), Config.empty())),
            new ApiServerOutages())) {

      // Then
      assertThat(client.getHttpClient())
          .isInstanceOfSatisfying(
              OkHttpClientImpl.class,
              http ->
                  assertThat(http.getOkHttpClient().connectionSpecs())
                      .filteredOn(ConnectionSpec::isTls)
                      .singleElement()
                      .satisfies(tls -> {
                        assertThat(tls.cipherSuites()).as("those that are enabled").isNull();
                        assertThat(tls.tlsVersions())
                            .containsExactlyInAnyOrder(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2);
                      }));
    }
  }

  private static Kubeconfig kubeconfig(HangingUpServer server) {
    Config content = new ConfigBuilder(Config.empty()).withMasterUrl(server.address()).build();
    return new Kubeconfig(Path.of("kubeconfig"), content);
  }

  private static final class Nobody implements Watcher<ConfigMap> {
    @Override
    public void eventReceived(Action action, ConfigMap changed) {}

    @Override
    public void onClose(WatcherException cause) {}
  }
}
