package dev.bootc.rollout.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealServers
class SimulatedHostsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private SimulatedHosts hosts;

  SimulatedHostsIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    this.client = controlPlane.adminClient();
  }

  @BeforeEach
  void boot(@TempDir Path folder) {
    SimulatedRegistry registry = new SimulatedRegistry(folder.resolve("registry.json"));
    String image = registry.publish("registry.example.com/os/node:1");
    hosts =
        SimulatedHosts.builder(controlPlane.adminConfig(), folder, registry, image)
            .nodes("simulated-", 2)
            .labels(Map.of("simulated-hosts-it", ""))
            .agent(host ->
                new AgentLaunch(List.of("sleep", "1000"), Map.of("NODE_NAME", host.nodeName())))
            .start();
  }

  @AfterEach
  void end() {
    hosts.close();
    client.nodes().withLabel("simulated-hosts-it").delete();
  }

  @Test
  void shouldShowEachBootOnTheNodeWhenItsHostReboots() {
    // Given
    SimulatedHost host = hosts.host("simulated-1");
    String firstBoot = node(host).getStatus().getNodeInfo().getBootID();
    assertThat(firstBoot).isEqualTo(host.bootId());

    // When
    host.run("systemctl", "reboot");

    // Then
    await().atMost(PATIENCE).until(() -> !Readiness.isNodeReady(node(host)));
    await().atMost(PATIENCE).until(() -> Readiness.isNodeReady(node(host)));
    assertThat(node(host).getStatus().getNodeInfo().getBootID())
        .isNotEqualTo(firstBoot)
        .isEqualTo(host.bootId());
    assertThat(hosts.host("simulated-2").reboots()).isZero();
  }

  @Test
  void shouldKeepAnAgentOnEachHostWhenStarted() {
    // Given two hosts

    // When
    await()
        .atMost(PATIENCE)
        .until(() -> hosts.all().stream().allMatch(host -> host.agentPid().isPresent()));

    // Then
    assertThat(hosts.all())
        .extracting(SimulatedHost::nodeName)
        .containsExactly("simulated-1", "simulated-2");
  }

  private Node node(SimulatedHost host) {
    return client.nodes().withName(host.nodeName()).require();
  }
}
