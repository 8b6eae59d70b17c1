package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.host.HostListener;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.host.state.RegistryFault;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@RealServers
@Execution(ExecutionMode.CONCURRENT)
class AgentProcessIT {
  private final ControlPlane plane;
  @TempDir Path directory;

  AgentProcessIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void shouldStageWaitForApprovalAndRebootOnceWhenAnImageIsWanted() {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-update").start()) {
      // Given
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);
      assertThat(scene.staged())
          .hasValueSatisfying(image -> assertThat(image.is(scene.newImage)).isTrue());
      assertThat(scene.host.reboots()).isZero();

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.host.reboots()).isEqualTo(1);
      assertThat(scene.startedUnits).hasSize(1);
      assertThat(scene.staged()).isEmpty();
      assertThat(scene.rollback())
          .hasValueSatisfying(image -> assertThat(image.is(scene.oldImage)).isTrue());
      assertThat(scene.booted().map(ImageInfo::version)).contains("2");
      assertThat(scene.error()).isEmpty();
    }
  }

  @Test
  void shouldNotRebootForAnApprovalWithoutASlotOrFromAnEarlierBoot() {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-doubts").start()) {
      // Given
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);

      // When
      scene.wantWithoutASlot(scene.newImage);

      // Then
      scene.awaitIdleMessage("holds no reboot slot");
      scene.wantAsApprovedIn("an-earlier-boot", scene.newImage);
      scene.awaitIdleMessage("approved for boot an-earlier-boot");
      assertThat(scene.host.reboots()).isZero();
      scene.wantAsApprovedIn(scene.host.bootId(), scene.newImage);
      scene.awaitRunning(scene.newImage);
      assertThat(scene.host.reboots()).isEqualTo(1);
    }
  }

  @Test
  void shouldAdoptTheStagingWhenTheAgentIsKilledInTheMiddle() {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-adopts")) {
      // Given
      scene.host.setFault(Fault.HOLD_AT, SwitchStep.IMAGE_STORED.name());
      scene.start();
      scene.want(scene.newImage, DesiredImageState.BOOTED);
      await().atMost(AgentScene.PATIENCE).until(() -> Files.exists(scene.host.folder().held()));

      // When
      scene.host.killAgent();
      scene.forgetReport();
      scene.awaitIdleReason(NodeConditions.STAGING);
      scene.host.clearFault(Fault.HOLD_AT);

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.startedUnits).hasSize(1);
      assertThat(scene.host.reboots()).isEqualTo(1);
    }
  }

  @Test
  void shouldRebootOnceWhenTheAgentIsKilledRightAfterTheCommand() {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-killed-late")) {
      // Given
      scene.host.setTiming(slowShutdown());
      AtomicBoolean killed = new AtomicBoolean();
      scene.host.listen(
          new HostListener() {
            @Override
            public void rebootOrdered(String nodeName) {
              if (!killed.getAndSet(true)) {
                scene.host.killAgent();
              }
            }
          });
      scene.start();

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(killed).isTrue();
      assertThat(scene.host.reboots()).isEqualTo(1);
      assertThat(scene.orderedReboots).hasSize(1);
    }
  }

  @Test
  void shouldNotRebootWhenTheApprovalIsRevokedBeforeTheCommand() {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-revoked")) {
      // Given a host without a lock, so that the reboot follows right after the look at the host
      scene.withBootc("1.11.0").start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);
      // The looks that staging itself leads to are over, so that the next one is for the approval.
      await()
          .during(Duration.ofSeconds(3))
          .atMost(AgentScene.PATIENCE)
          .until(() -> !readsStatus(scene.host.agentPid()));
      scene.host.setFault(Fault.STATUS_SLOW, "3000");
      scene.want(scene.newImage, DesiredImageState.BOOTED);
      await().atMost(AgentScene.PATIENCE).until(() -> readsStatus(scene.host.agentPid()));

      // When
      scene.want(scene.newImage, DesiredImageState.STAGED);

      // Then
      scene.awaitLog("the reboot was revoked in time");
      scene.host.clearFault(Fault.STATUS_SLOW);
      scene.awaitIdleReason(NodeConditions.STAGED);
      assertThat(scene.host.reboots()).isZero();
      assertThat(scene.orderedReboots).isEmpty();
    }
  }

  @Test
  void shouldRunNoHostCommandWithItWhenTheDesiredImageIsMalformed() {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-malformed").start()) {
      // Given
      String evil = "registry.example.com/os/node:latest;touch " + directory.resolve("evil");

      // When
      scene.want(evil, DesiredImageState.BOOTED);

      // Then
      scene.awaitError("spec.desiredImage");
      assertThat(scene.error()).contains("malformed tag");
      assertThat(scene.booted())
          .hasValueSatisfying(image -> assertThat(image.is(scene.oldImage)).isTrue());
      assertThat(scene.startedUnits).isEmpty();
      assertThat(directory.resolve("evil")).doesNotExist();
      assertThat(scene.host.reboots()).isZero();
    }
  }

  @Test
  void shouldStopTheStagingAndBeginAnewWhenTheTargetChanges() {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-retarget")) {
      // Given
      scene.host.setFault(Fault.HOLD_AT, SwitchStep.IMAGE_STORED.name());
      scene.start();
      scene.want(scene.newImage, DesiredImageState.BOOTED);
      await().atMost(AgentScene.PATIENCE).until(() -> Files.exists(scene.host.folder().held()));

      // When
      scene.want(scene.newerImage, DesiredImageState.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> scene.startedUnits.size() == 2);
      scene.host.clearFault(Fault.HOLD_AT);

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      assertThat(scene.staged())
          .hasValueSatisfying(image -> assertThat(image.is(scene.newerImage)).isTrue());
      assertThat(scene.host.reboots()).isZero();
      assertThat(scene.error()).isEmpty();
    }
  }

  @Test
  @Tag("thorough")
  void shouldStopTheStagingAndNotRebootWhenTheBootcNodeIsDeleted() {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-deleted")) {
      // Given
      scene.host.setFault(Fault.HOLD_AT, SwitchStep.IMAGE_STORED.name());
      scene.start();
      scene.want(scene.newImage, DesiredImageState.BOOTED);
      await().atMost(AgentScene.PATIENCE).until(() -> Files.exists(scene.host.folder().held()));

      // When
      scene.deleteBootcNode();

      // Then
      await().atMost(AgentScene.PATIENCE).until(() -> scene.host.activeUnits().isEmpty());
      assertThat(scene.host.staged()).isEmpty();
      assertThat(scene.host.reboots()).isZero();
    }
  }

  @Test
  void shouldNameTheCauseAndRecoverWhenTheRegistryRefusesTheImage() {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-registry")) {
      // Given
      scene.host.setFault(Fault.REGISTRY, RegistryFault.UNAUTHORIZED.name());
      scene.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitError("stage failed: the registry refuses the host's credentials");

      // When
      scene.host.clearFault(Fault.REGISTRY);

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> scene.error().isEmpty());
    }
  }

  @Test
  @Tag("thorough")
  void shouldReportTheJournalLineAndNotRebootAgainWhenTheImageCannotBeInstalled() {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-finalize")) {
      // Given
      scene.host.setFault(Fault.FINALIZE_FAILS, "Installing kernel: No space left on device");
      scene.start("--host-poll-seconds=1");

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitError("Installing kernel: No space left on device");
      assertThat(scene.booted())
          .hasValueSatisfying(image -> assertThat(image.is(scene.oldImage)).isTrue());
      await()
          .during(Duration.ofSeconds(3))
          .until(() -> scene.host.reboots() == 1 && scene.startedUnits.size() == 1);
    }
  }

  @Test
  void shouldReportAndNotRepeatWhenTheHostIgnoresTheReboot() {
    try (AgentScene scene = new AgentScene(plane, directory, "agent-ignored")) {
      // Given
      scene.host.setFault(Fault.REBOOT_IGNORED, "");
      scene.start("--reboot-deadline-seconds=2", "--host-poll-seconds=1");

      // When
      scene.want(scene.newImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitError("reboot did not happen within 2 s");
      assertThat(scene.idleReason()).isEqualTo(NodeConditions.REBOOTING);
      assertThat(scene.host.reboots()).isZero();
    }
  }

  private static HostTiming slowShutdown() {
    return HostTiming.ofMillis(0, 50, 30, 100, 6_000, 300);
  }

  private static boolean readsStatus(Optional<Long> agent) {
    return agent.flatMap(ProcessHandle::of).stream()
        .flatMap(ProcessHandle::descendants)
        .flatMap(process -> process.info().commandLine().stream())
        .anyMatch(line -> line.contains("--format-version=1"));
  }
}
