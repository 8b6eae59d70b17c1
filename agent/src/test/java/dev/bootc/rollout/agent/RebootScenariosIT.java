package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.StagedImagePolicy;
import dev.bootc.rollout.testkit.host.HostListener;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Reboots that others order, and boots that lead elsewhere. */
@RealServers
@Execution(ExecutionMode.CONCURRENT)
class RebootScenariosIT {
  private final ControlPlane plane;
  @TempDir Path directory;

  RebootScenariosIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  @Tag("thorough")
  void shouldStageAgainWhenSomebodyElsesRebootDiscardsTheLockedImage() {
    try (AgentScene scene = new AgentScene(plane, directory, "reboot-locked").start()) {
      // Given
      scene.want(scene.newImage, DesiredImageState.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> scene.idleMessage().contains("it is locked"));

      // When
      scene.host.reboot();

      // Then
      await().atMost(AgentScene.PATIENCE).until(() -> scene.startedUnits.size() == 2);
      await()
          .atMost(AgentScene.PATIENCE)
          .until(() -> scene.idleMessage().contains(NodeConditions.PASSED_OVER));
      assertThat(scene.idleReason()).isEqualTo(NodeConditions.STAGED);
      assertThat(scene.host.booted().image()).isEqualTo(scene.oldImage);
      assertThat(scene.orderedReboots).hasSize(1);
    }
  }

  @Test
  @Tag("thorough")
  void shouldLetAnyRebootApplyTheImageWhenThePoolSaysSoEvenAfterItWasLocked() {
    try (AgentScene scene = new AgentScene(plane, directory, "reboot-any").start()) {
      // Given
      scene.want(scene.newImage, DesiredImageState.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> scene.idleMessage().contains("it is locked"));
      scene.want(
          new BootcNodeSpec(
              scene.newImage,
              DesiredImageState.STAGED,
              null,
              null,
              null,
              StagedImagePolicy.APPLIED_BY_ANY_REBOOT));
      await()
          .atMost(AgentScene.PATIENCE)
          .until(() -> scene.idleMessage().contains("any reboot applies it, as the pool's"));

      // When
      scene.host.reboot();

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.error()).isEmpty();
      assertThat(scene.startedUnits).hasSize(1);
      assertThat(scene.orderedReboots).hasSize(1);
    }
  }

  @Test
  void shouldReportWhatRunsWhenSomebodyElsesRebootAppliesTheImage() {
    try (AgentScene scene = new AgentScene(plane, directory, "reboot-armed")) {
      // Given
      scene.host.setTiming(HostTiming.ofMillis(0, 50, 30, 100, 0, 300));
      scene.host.listen(
          new HostListener() {
            @Override
            public void rebootOrdered(String nodeName) {
              HostFolder.delete(scene.host.folder().stagedDeploymentLocked());
            }
          });
      scene.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);

      // When
      scene.host.reboot();

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.error()).isEmpty();
      assertThat(scene.startedUnits).hasSize(1);
      assertThat(scene.orderedReboots).hasSize(1);
    }
  }

  @Test
  @Tag("thorough")
  void shouldReportWhatRunsWhenTheHostsOwnUpdateTimerAppliesTheImage() {
    try (AgentScene scene = new AgentScene(plane, directory, "reboot-timer").start()) {
      // Given
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);

      // When
      Process _ = scene.host.execute(List.of("bootc", "upgrade", "--apply", "--quiet"), Map.of());

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.startedUnits).hasSize(1);
      assertThat(scene.orderedReboots).hasSize(1);
    }
  }

  @Test
  void shouldReportAndNotTryAgainWhenTheHostRollsBackByItself() {
    try (AgentScene scene = new AgentScene(plane, directory, "reboot-greenboot")) {
      // Given
      scene.host.setFault(Fault.ROLLS_BACK_AFTER_BOOT, "");
      scene.start("--host-poll-seconds=1");

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitError("the host booted the new image and rolled back by itself");
      await()
          .during(Duration.ofSeconds(3))
          .atMost(AgentScene.PATIENCE)
          .until(() -> scene.orderedReboots.size() == 1 && scene.startedUnits.size() == 1);
      assertThat(scene.host.booted().image()).isEqualTo(scene.oldImage);
    }
  }

  @Test
  @Tag("thorough")
  void shouldSayThatARollbackIsQueuedUntilItIsTakenBack() {
    try (AgentScene scene = new AgentScene(plane, directory, "reboot-rollback")) {
      // Given
      scene.start("--host-poll-seconds=1");
      scene.want(scene.newImage, DesiredImageState.BOOTED);
      scene.awaitRunning(scene.newImage);
      scene.host.run("bootc", "rollback");
      await()
          .atMost(AgentScene.PATIENCE)
          .until(() -> scene.idleMessage().contains("a rollback is queued on the host"));

      // When
      scene.host.run("bootc", "rollback");

      // Then
      await()
          .atMost(AgentScene.PATIENCE)
          .until(() -> !scene.idleMessage().contains("a rollback is queued on the host"));
      scene.awaitRunning(scene.newImage);
      assertThat(scene.orderedReboots).hasSize(1);
      assertThat(scene.startedUnits).hasSize(1);
    }
  }

  @Test
  @Tag("thorough")
  void shouldSucceedWhenTheHostKeptNoImageToRollBackTo() {
    try (AgentScene scene = new AgentScene(plane, directory, "reboot-pruned")) {
      // Given
      scene.host.setFault(Fault.EARLY_PRUNE, "");
      scene.start();

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.rollback()).isEmpty();
      assertThat(scene.error()).isEmpty();
      assertThat(scene.host.reboots()).isEqualTo(1);
    }
  }
}
