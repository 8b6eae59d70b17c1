package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Kills its API server, so it has one of its own. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the agent is stopped and continued by signals")
class ApiServerOutageIT {
  @TempDir Path directory;

  @Test
  void shouldNotRebootOnOldNewsAndGoOnWhenTheApiServerWasAway() throws Exception {
    try (ControlPlane own =
            ControlPlane.builder().withoutControllerManager().withoutScheduler().start();
        AgentScene scene = new AgentScene(own, directory, "outage")) {
      // Given
      scene.host.setFault(Fault.HOLD_AT, SwitchStep.IMAGE_STORED.name());
      scene.start();
      scene.want(scene.newImage, DesiredImageState.BOOTED);
      await().atMost(AgentScene.PATIENCE).until(() -> Files.exists(scene.host.folder().held()));
      scene.awaitIdleReason(NodeConditions.STAGING);
      createOther(own, "newer-than-what-the-agent-has-seen");

      // When
      own.killApiServer();
      scene.host.clearFault(Fault.HOLD_AT);
      scene.awaitLog("a pass failed");
      assertThat(scene.orderedReboots).isEmpty();
      signal(scene, "-STOP");
      own.startApiServer();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      signal(scene, "-CONT");

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      scene.awaitObserved();
      assertThat(scene.orderedReboots).isEmpty();
      scene.want(scene.newImage, DesiredImageState.BOOTED);
      scene.awaitRunning(scene.newImage);
      assertThat(scene.host.reboots()).isEqualTo(1);
    }
  }

  /** So that the agent's last resourceVersion is too old for the server that comes back. */
  private static void createOther(ControlPlane plane, String name) {
    BootcNode other = new BootcNode();
    other.setMetadata(new ObjectMetaBuilder().withName(name).build());
    other.setSpec(
        new BootcNodeSpec(
            "registry.example.com/os@sha256:" + "0".repeat(64),
            DesiredImageState.STAGED,
            null,
            null,
            null,
            null));
    plane.adminClient().resource(other).create();
  }

  private static void signal(AgentScene scene, String signal)
      throws IOException, InterruptedException {
    String pid = Long.toString(scene.host.agentPid().orElseThrow());
    assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
  }
}
