package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@RealServers
@Execution(ExecutionMode.CONCURRENT)
class SoftRebootIT {
  private final ControlPlane plane;
  @TempDir Path directory;

  SoftRebootIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void shouldKeepTheKernelAndRebootOnceWhenThatIsAllowedAndTheHostCan() {
    try (AgentScene scene = new AgentScene(plane, directory, "soft-allowed").start()) {
      // Given
      scene.want(scene.softImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);
      scene.allowSoftReboot();

      // When
      scene.want(scene.softImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.softImage);
      assertThat(scene.error()).isEmpty();
      assertThat(scene.host.reboots()).isEqualTo(1);
      assertThat(scene.host.bootIds()).hasSize(1);
      assertThat(scene.orderedReboots).hasSize(1);
    }
  }

  @Test
  @Tag("thorough")
  void shouldRebootFullyAndOnceWhenTheHostsSystemdKnowsNoSoftReboot() {
    try (AgentScene scene = new AgentScene(plane, directory, "soft-unknown")) {
      // Given
      scene.host.setFault(Fault.NO_SOFT_REBOOT, "");
      scene.start();
      scene.want(scene.softImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);
      scene.allowSoftReboot();

      // When
      scene.want(scene.softImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.softImage);
      assertThat(scene.log())
          .containsPattern("no soft reboot .*reason=\"systemctl soft-reboot: exit code 1");
      assertThat(scene.host.bootIds()).hasSize(2);
      assertThat(scene.orderedReboots).hasSize(1);
    }
  }

  @Test
  @Tag("thorough")
  void shouldRebootFullyAndOnceWhenTheImageIsNotCapableOfASoftReboot() {
    try (AgentScene scene = new AgentScene(plane, directory, "soft-incapable").start()) {
      // Given
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);
      scene.allowSoftReboot();

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.log()).doesNotContain("rebooting softly");
      assertThat(scene.host.bootIds()).hasSize(2);
      assertThat(scene.orderedReboots).hasSize(1);
    }
  }

  @Test
  @Tag("thorough")
  void shouldRebootFullyWhenSomebodyPreparedASoftRebootAndNoneIsAllowed() {
    try (AgentScene scene = new AgentScene(plane, directory, "soft-forbidden").start()) {
      // Given
      scene.want(scene.softImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);
      HostFolder.write(scene.host.folder().nextRoot(), "");

      // When
      scene.want(scene.softImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.softImage);
      assertThat(scene.host.bootIds()).hasSize(2);
      assertThat(scene.orderedReboots).hasSize(1);
    }
  }
}
