package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ApiServerProxy;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What load balancers between an agent and its API server do to a watch. */
@RealServers
class DeadWatchIT {
  private final ControlPlane plane;

  @TempDir Path directory;

  DeadWatchIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Tag("thorough")
  @Test
  void shouldSeeAnApprovalWhenItsWatchIsOpenAndDead() throws IOException {
    try (ApiServerProxy proxy = ApiServerProxy.to(plane.adminConfig());
        AgentScene scene = new AgentScene(plane, directory, "dead-watch")) {
      // Given
      scene.start("--kubeconfig=" + through(proxy, scene));
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);

      // When
      proxy.forgetOpenConnections();
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      await().atMost(Duration.ofSeconds(280)).until(() -> scene.host.reboots() == 1);
      scene.awaitRunning(scene.newImage);
    }
  }

  @Test
  @Tag("thorough")
  void shouldSeeAnApprovalWhenIdleConnectionsAreClosed() throws IOException {
    try (ApiServerProxy proxy = ApiServerProxy.to(plane.adminConfig());
        AgentScene scene = new AgentScene(plane, directory, "idle-watch")) {
      // Given
      proxy.hangUpAfter(Duration.ofSeconds(3));
      scene.start("--kubeconfig=" + through(proxy, scene));
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.host.reboots()).isEqualTo(1);
      assertThat(scene.error()).isEmpty();
    }
  }

  private Path through(ApiServerProxy proxy, AgentScene scene) throws IOException {
    String direct = Files.readString(scene.agentKubeconfig());
    String server = plane.adminConfig().getMasterUrl().replaceAll("/$", "");
    return Files.writeString(
        directory.resolve("proxied.kubeconfig"), direct.replace(server, proxy.address()));
  }
}
