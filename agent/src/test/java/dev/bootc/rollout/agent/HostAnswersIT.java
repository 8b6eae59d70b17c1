package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.host.state.Deployment;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostBackend;
import dev.bootc.rollout.testkit.host.state.HostState;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Hosts that do not answer as most hosts do. */
@RealServers
@Execution(ExecutionMode.CONCURRENT)
class HostAnswersIT {
  private final ControlPlane plane;
  @TempDir Path directory;

  HostAnswersIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void shouldSayBusyAndNoErrorWhenSomebodyElsesPullHoldsTheLock() {
    try (AgentScene scene = new AgentScene(plane, directory, "answers-busy")) {
      // Given
      scene.host.setFault(Fault.HOLD_AT, SwitchStep.IMAGE_STORED.name());
      scene.start("--command-deadline-seconds=5");
      Process _ = scene.host.execute(List.of("bootc", "switch", scene.newerImage), Map.of());
      await().atMost(AgentScene.PATIENCE).until(() -> Files.exists(scene.host.folder().held()));

      // When
      scene.want(scene.newImage, DesiredImageState.STAGED);

      // Then
      await()
          .atMost(AgentScene.PATIENCE)
          .until(() -> scene.idleMessage().contains("bootc status did not answer within 5 s"));
      assertThat(scene.error()).isEmpty();
      assertThat(scene.startedUnits).isEmpty();
    }
  }

  @Test
  @Tag("thorough")
  void shouldNameTheLeakWhenBootcIsToldThatItRunsInAContainer() throws JsonProcessingException {
    try (AgentScene scene = new AgentScene(plane, directory, "answers-container")) {
      // Given
      List<String> prefix = new ArrayList<>(scene.host.commandPrefix());
      prefix.addAll(List.of("/usr/bin/env", "container=oci"));

      // When
      scene.start("--host-command-prefix=" + new JsonMapper().writeValueAsString(prefix));
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitError("the variable \"container\" reaches the host commands");
      assertThat(scene.startedUnits).isEmpty();
    }
  }

  @Test
  void shouldStageNothingWhenRpmOstreeChangedTheBootedImage() {
    try (AgentScene scene = new AgentScene(plane, directory, "answers-layered")) {
      // Given
      HostState state = HostState.read(scene.host.folder());
      state.withDeployments(layered(state.booted()), null).write(scene.host.folder());
      scene.start();

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitError("rpm-ostree reset");
      assertThat(scene.startedUnits).isEmpty();
      assertThat(scene.host.reboots()).isZero();
    }
  }

  @Test
  @Tag("thorough")
  void shouldUpdateWhenTheHostIsOnComposefsAndReportsNoType() {
    try (AgentScene scene = new AgentScene(plane, directory, "answers-composefs")) {
      // Given
      scene.host.change(settings -> settings.withBackend(HostBackend.COMPOSEFS));
      scene.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.host.run("bootc", "status", "--json").output()).contains("\"type\":null");
      assertThat(scene.error()).isEmpty();
      assertThat(scene.host.reboots()).isEqualTo(1);
      assertThat(scene.startedUnits).hasSize(1);
    }
  }

  @Test
  void shouldKeepInsistingOnSignaturesWhenTheHostWasInstalledSo() {
    try (AgentScene scene = new AgentScene(plane, directory, "answers-signed")) {
      // Given
      HostState state = HostState.read(scene.host.folder());
      state
          .withDeployments(state.booted().insistingOnSignatures(), null)
          .write(scene.host.folder());
      scene.start();

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.error()).isEmpty();
      assertThat(scene.host.booted().verified()).isTrue();
      assertThat(scene.idleMessage()).contains("insists on images that are signed");
      assertThat(scene.host.reboots()).isEqualTo(1);
    }
  }

  @Test
  void shouldSayThatTheHostCannotBeReadWhenItsRootIsShut() {
    try (AgentScene scene = new AgentScene(plane, directory, "answers-shut")) {
      // Given
      Path shut = directory.resolve("no/proc/1/root");

      // When
      scene.start("--host-root=" + shut);
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitError("the host cannot be read");
      assertThat(scene.error()).contains("hostPID");
      scene.awaitLog("the host cannot be read");
      assertThat(scene.log()).doesNotContain("API server: no answer");
      assertThat(scene.host.reboots()).isZero();
    }
  }

  private static Deployment layered(Deployment booted) {
    return new Deployment(
        booted.image(),
        booted.imageDigest(),
        booted.version(),
        booted.timestamp(),
        booted.architecture(),
        booted.softRebootCapable(),
        true,
        booted.serial(),
        booted.verified());
  }
}
