package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.agent.settings.Kubeconfig;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.servers.HangingUpServer;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiServerConnectionTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int SEVERAL = 3;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node.bootc.dev/v1alpha1 | BootcNode | io.fabric8.kubernetes.api.model.GenericKubernetesResource",
        "v1                      | Status    | io.fabric8.kubernetes.api.model.Status"
      })
  void shouldReadAWatchEventAsItsKindWhenTheServerSendsOne(
      String version, String kind, Class<?> type) {
    // Given
    String event =
        """
        {"type":"ERROR","object":{"apiVersion":"%s","kind":"%s","metadata":{"resourceVersion":"7"},"code":410}}
        """
            .formatted(version, kind);

    // When
    WatchEvent read = ApiServerConnection.serialization().unmarshal(event, WatchEvent.class);

    // Then
    assertThat(read.getObject()).isInstanceOf(type);
  }

  @Test
  void shouldWatchAgainWhenTheApiServerIsGoneInTheMomentInWhichItTells() throws Exception {
    try (HangingUpServer server = HangingUpServer.start();
        KubernetesClient client = ApiServerConnection.open(Optional.of(kubeconfig(server)));
        Watch _ = client.resources(BootcNode.class).watch(new Nobody())) {
      await().atMost(SOON).untilAsserted(() -> assertThat(server.watches()).isGreaterThan(SEVERAL));
    }
  }

  private static Kubeconfig kubeconfig(HangingUpServer server) {
    return new Kubeconfig(
        Path.of("kubeconfig"),
        new ConfigBuilder(Config.empty()).withMasterUrl(server.address()).build());
  }

  private static final class Nobody implements Watcher<BootcNode> {
    @Override
    public void eventReceived(Action action, BootcNode changed) {}

    @Override
    public void onClose(WatcherException cause) {}
  }
}
