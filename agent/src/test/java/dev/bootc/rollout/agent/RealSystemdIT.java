package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.StagedImagePolicy;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.RegistryFault;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.junit.RealSystemd;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The agent on a host of which only bootc and ostree are fake. */
@RealServers
@RealSystemd
@Execution(ExecutionMode.CONCURRENT)
class RealSystemdIT {
  private final ControlPlane plane;
  @TempDir Path directory;

  RealSystemdIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void shouldStageWaitForApprovalAndRebootOnceWhenAnImageIsWanted() {
    try (RealSystemdScene scene = new RealSystemdScene(plane, directory, "systemd-update")) {
      // Given
      scene.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);
      assertThat(scene.host.reboots()).isZero();

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.error()).isEmpty();
      assertThat(scene.host.reboots()).isEqualTo(1);
      assertThat(scene.host.booted().image()).isEqualTo(scene.newImage);
      assertThat(scene.rollback())
          .hasValueSatisfying(image -> assertThat(image.is(scene.oldImage)).isTrue());
      assertThat(scene.stagingJournal())
          .containsOnlyOnce("Queued for next boot: " + scene.newImage);
    }
  }

  @Test
  @Tag("thorough")
  void shouldAdoptTheUnitWhenTheAgentIsKilledInTheMiddleOfStaging() {
    try (RealSystemdScene scene = new RealSystemdScene(plane, directory, "systemd-adopts")) {
      // Given
      scene.host.setFault(Fault.HOLD_AT, SwitchStep.IMAGE_STORED.name());
      scene.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      awaitHeld(scene);
      String invocation = scene.stagingUnit("InvocationID");

      // When
      scene.host.killAgent();
      scene.forgetReport();
      scene.awaitIdleReason(NodeConditions.STAGING);
      String afterTheKill = scene.stagingUnit("InvocationID");
      scene.host.clearFault(Fault.HOLD_AT);

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      assertThat(afterTheKill).isNotEmpty().isEqualTo(invocation);
      assertThat(scene.stagingJournal())
          .containsOnlyOnce("Queued for next boot: " + scene.newImage);
      assertThat(scene.error()).isEmpty();
    }
  }

  @Tag("thorough")
  @Test
  void shouldSaySoAndStageAgainWhenTheUnitIsStoppedFromOutside() {
    try (RealSystemdScene scene = new RealSystemdScene(plane, directory, "systemd-stopped")) {
      // Given
      scene.host.setFault(Fault.HOLD_AT, SwitchStep.IMAGE_STORED.name());
      scene.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      awaitHeld(scene);

      // When
      scene.host.run("systemctl", "stop", RealSystemdScene.STAGING_UNIT);

      // Then
      scene.awaitError("stage failed");
      scene.host.clearFault(Fault.HOLD_AT);
      scene.awaitIdleReason(NodeConditions.STAGED);
      assertThat(scene.host.reboots()).isZero();
    }
  }

  @Test
  @Tag("thorough")
  void shouldReportTheLineOfTheJournalWhenStagingFails() {
    try (RealSystemdScene scene = new RealSystemdScene(plane, directory, "systemd-fails")) {
      // Given
      scene.host.setFault(Fault.REGISTRY, RegistryFault.UNAUTHORIZED.name());
      scene.start();

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitError("the registry refuses the host's credentials");
      assertThat(scene.error())
          .contains("error: Switching: Switching (ostree): Preparing import: Fetching manifest");
      assertThat(scene.host.staged()).isEmpty();
      assertThat(scene.host.reboots()).isZero();
    }
  }

  @Test
  @Tag("thorough")
  void shouldReportTheLineOfTheJournalWhenTheImageCannotBeInstalledAtShutdown() {
    try (RealSystemdScene scene = new RealSystemdScene(plane, directory, "systemd-finalize")) {
      // Given
      scene.host.setFault(Fault.FINALIZE_FAILS, "Installing kernel: No space left on device");
      scene.start();

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitError("Installing kernel: No space left on device");
      assertThat(scene.host.reboots()).isEqualTo(1);
      assertThat(scene.booted())
          .hasValueSatisfying(image -> assertThat(image.is(scene.oldImage)).isTrue());
    }
  }

  @Test
  void shouldBootTheStagedImageByAPlainRebootWhenThePoolLetsAnyRebootApplyIt() {
    try (RealSystemdScene scene = new RealSystemdScene(plane, directory, "systemd-any-reboot")) {
      // Given
      scene.start();
      scene.want(staged(scene.newImage, StagedImagePolicy.LOCKED));
      await().atMost(NodeScene.PATIENCE).until(() -> scene.idleMessage().contains("it is locked"));
      scene.want(staged(scene.newImage, StagedImagePolicy.APPLIED_BY_ANY_REBOOT));
      await()
          .atMost(NodeScene.PATIENCE)
          .until(() -> scene.idleMessage().contains("any reboot applies it, as the pool's"));

      // When
      scene.host.run("systemctl", "reboot");

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.error()).isEmpty();
      assertThat(scene.host.reboots()).isEqualTo(1);
      assertThat(scene.host.booted().image()).isEqualTo(scene.newImage);
    }
  }

  @Test
  void shouldKeepTheImageAndSaySoWhenAPlainRebootComesWhileItIsLocked() {
    try (RealSystemdScene scene = new RealSystemdScene(plane, directory, "systemd-locked")) {
      // Given
      scene.start();
      scene.want(staged(scene.newImage, StagedImagePolicy.LOCKED));
      await().atMost(NodeScene.PATIENCE).until(() -> scene.idleMessage().contains("it is locked"));

      // When
      scene.host.run("systemctl", "reboot");

      // Then
      await()
          .atMost(NodeScene.PATIENCE)
          .until(() -> scene.idleMessage().contains(NodeConditions.PASSED_OVER));
      assertThat(scene.idleReason()).isEqualTo(NodeConditions.STAGED);
      assertThat(scene.idleMessage()).contains("it is locked").contains("AppliedByAnyReboot");
      assertThat(scene.host.booted().image()).isEqualTo(scene.oldImage);
      assertThat(scene.host.reboots()).isEqualTo(1);
    }
  }

  private static BootcNodeSpec staged(String image, StagedImagePolicy policy) {
    return new BootcNodeSpec(image, DesiredImageState.STAGED, null, null, null, policy);
  }

  private static void awaitHeld(RealSystemdScene scene) {
    await().atMost(NodeScene.PATIENCE).until(() -> Files.exists(scene.host.folder().held()));
  }
}
