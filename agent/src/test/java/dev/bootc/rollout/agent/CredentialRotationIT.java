package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@RealServers
@Execution(ExecutionMode.CONCURRENT)
class CredentialRotationIT {
  private final ControlPlane plane;
  @TempDir Path directory;

  CredentialRotationIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void shouldUseTheNewTokenWhenTheFileChangesUnderTheAgent() throws Exception {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-rotated")) {
      // Given
      String good = Files.readString(scene.agentKubeconfig());
      Path kubeconfig = directory.resolve("kubeconfig");
      Files.writeString(kubeconfig, good.replaceFirst("token: .*", "token: expired"));
      scene.start("--kubeconfig=" + kubeconfig);
      scene.want(scene.oldImage, DesiredImageState.STAGED);
      scene.awaitLog("it does not know our credentials");
      long agent = scene.host.agentPid().orElseThrow();

      // When
      Path next = Files.writeString(directory.resolve("kubeconfig.next"), good);
      Files.move(next, kubeconfig, StandardCopyOption.ATOMIC_MOVE);

      // Then
      scene.awaitIdleReason(NodeConditions.REASON_IDLE);
      assertThat(scene.host.agentPid()).contains(agent);
    }
  }

  @Test
  void shouldUseTheNewTokenWhenThatOfItsPodIsRenewed() throws Exception {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-renewed")) {
      // Given
      String good = scene.agentConfig().getOauthToken();
      Path token = Files.writeString(directory.resolve("token"), "expired");
      scene.startInAPod(token);
      scene.want(scene.oldImage, DesiredImageState.STAGED);
      scene.awaitLog("it does not know our credentials");
      long agent = scene.host.agentPid().orElseThrow();

      // When
      Path next = Files.writeString(directory.resolve("token.next"), good);
      Files.move(next, token, StandardCopyOption.ATOMIC_MOVE);

      // Then
      scene.awaitIdleReason(NodeConditions.REASON_IDLE);
      assertThat(scene.host.agentPid()).contains(agent);
    }
  }
}
