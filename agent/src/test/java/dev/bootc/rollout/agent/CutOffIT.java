package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.process.FreePorts;
import dev.bootc.rollout.testkit.servers.ApiServerProxy;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.PrometheusServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert of an agent that does not reach the API server, with seconds for minutes. */
@RealServers
class CutOffIT {
  private static final String RULE = "api_last_contact_timestamp_seconds > 900";
  private static final String RAISED =
      "ALERTS{alertname=\"BootcAgentCutOff\", alertstate=\"firing\"}";

  private final ControlPlane plane;

  @TempDir Path directory;

  CutOffIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  static void requirePrometheus() {
    assumeTrue(PrometheusServer.isInstalled(), "Debian's package prometheus is needed");
  }

  @Test
  @Tag("thorough")
  void shouldRaiseTheAlertWhileTheApiServerIsAwayAndNoLonger() throws IOException {
    raise("cut-off", ApiServerProxy::cut, 3, Duration.ofSeconds(30));
  }

  @Test
  @Tag("thorough")
  void shouldRaiseTheAlertAsWellWhenTheLineIsOpenAndSilent() throws IOException {
    raise("silent", ApiServerProxy::fallSilent, 20, Duration.ofMinutes(3));
  }

  private void raise(String node, Consumer<ApiServerProxy> disturb, int seconds, Duration within)
      throws IOException {
    int port = FreePorts.choose(1).getFirst();
    try (ApiServerProxy proxy = ApiServerProxy.to(plane.adminConfig());
        AgentScene scene = new AgentScene(plane, directory, node)) {
      // Given
      scene.start("--kubeconfig=" + through(proxy, scene), "--http-port=" + port);
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);
      try (PrometheusServer prometheus =
          PrometheusServer.create(Map.of("agent", "127.0.0.1:" + port), List.of(rule(seconds)))) {
        await()
            .untilAsserted(() ->
                assertThat(prometheus.query("bootc_agent_api_last_contact_timestamp_seconds"))
                    .singleElement()
                    .satisfies(contact -> assertThat(contact.value()).isPositive()));
        assertThat(prometheus.query(RAISED)).isEmpty();

        // When
        disturb.accept(proxy);

        // Then
        await().atMost(within).until(() -> !prometheus.query(RAISED).isEmpty());
        proxy.mend();
        await().atMost(within).until(() -> prometheus.query(RAISED).isEmpty());
      }
    }
  }

  private Path rule(int seconds) throws IOException {
    String rules =
        Files.readString(Chart.ofThisCheckout().folder().resolve("files").resolve("alerts.yaml"));
    assertThat(rules).contains(RULE);
    return Files.writeString(
        directory.resolve("alerts.yaml"),
        rules
            .replace(RULE, RULE.replace("900", Integer.toString(seconds)))
            .replaceAll("(?m)^( +for: ).*$", "$1" + "1s"));
  }

  private Path through(ApiServerProxy proxy, AgentScene scene) throws IOException {
    String direct = Files.readString(scene.agentKubeconfig());
    String server = plane.adminConfig().getMasterUrl().replaceAll("/$", "");
    return Files.writeString(
        directory.resolve("proxied.kubeconfig"), direct.replace(server, proxy.address()));
  }
}
