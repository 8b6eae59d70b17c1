package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.host.state.Deployment;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostState;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stagings that do not go as most do. */
@RealServers
@Execution(ExecutionMode.CONCURRENT)
class StagingScenariosIT {
  private final ControlPlane plane;
  @TempDir Path directory;

  StagingScenariosIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void shouldRebootOnceAndBeDoneWhenTheDigestIsThatOfAnIndex() {
    try (AgentScene scene = new AgentScene(plane, directory, "staging-index").start()) {
      // Given
      String pin =
          scene.registry.publishIndex("registry.example.com/os/many:1", List.of("amd64", "arm64"));

      // When
      scene.want(pin, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(pin);
      assertThat(scene.booted().map(ImageInfo::imageDigest))
          .hasValueSatisfying(digest -> assertThat(pin).doesNotContain(digest));
      assertThat(scene.startedUnits).hasSize(1);
      assertThat(scene.host.reboots()).isEqualTo(1);
    }
  }

  @Test
  void shouldDoNothingWhenTheHostRunsTheContentUnderATag() {
    try (AgentScene scene = new AgentScene(plane, directory, "staging-tag")) {
      // Given
      HostState state = HostState.read(scene.host.folder());
      state
          .withDeployments(named("registry.example.com/os/node:1", state.booted()), null)
          .write(scene.host.folder());
      scene.start();

      // When
      scene.want(scene.oldImage, DesiredImageState.BOOTED);

      // Then
      scene.awaitRunning(scene.oldImage);
      assertThat(scene.startedUnits).isEmpty();
      assertThat(scene.host.reboots()).isZero();
    }
  }

  @Test
  void shouldNotBelieveTheExitCodeWhenSwitchSaysItSucceededAndStagedNothing() {
    try (AgentScene scene = new AgentScene(plane, directory, "staging-liar")) {
      // Given
      scene.host.setFault(Fault.CLAIMS_SUCCESS, "");
      scene.start();
      scene.want(scene.newImage, DesiredImageState.BOOTED);
      scene.awaitError("stage failed");
      assertThat(scene.host.reboots()).isZero();

      // When
      scene.host.clearFault(Fault.CLAIMS_SUCCESS);

      // Then
      scene.awaitRunning(scene.newImage);
      assertThat(scene.host.reboots()).isEqualTo(1);
    }
  }

  @Test
  void shouldGoByTheStatusWhenSwitchSaysItFailedAndTheImageIsStaged() {
    try (AgentScene scene = new AgentScene(plane, directory, "staging-pessimist")) {
      // Given
      scene.host.setFault(Fault.FAILS_AFTER_STAGING, "Switching: Pruning images: EOF");
      scene.start();

      // When
      scene.want(scene.newImage, DesiredImageState.STAGED);

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      assertThat(scene.staged())
          .hasValueSatisfying(image -> assertThat(image.is(scene.newImage)).isTrue());
      assertThat(scene.startedUnits).hasSize(1);
      assertThat(scene.host.reboots()).isZero();
    }
  }

  @ParameterizedTest
  @Tag("thorough")
  @ValueSource(strings = {"early", Fault.LATE})
  void shouldNameTheDiskAndRecoverWhenItIsFull(String when) {
    try (AgentScene scene = new AgentScene(plane, directory, "staging-full-" + when)) {
      // Given
      scene.host.setFault(Fault.DISK_FULL, when);
      scene.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitError("the host's disk is full");

      // When
      scene.host.clearFault(Fault.DISK_FULL);

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> scene.error().isEmpty());
    }
  }

  @Tag("thorough")
  @Test
  void shouldStageInTheEndWhenSwitchIsKilledBeforeInAndAfterThePull() {
    killSwitchAt(
        "staging-killed",
        SwitchStep.MANIFEST_FETCHED,
        SwitchStep.LAYER_STORED,
        SwitchStep.BOUND_IMAGES_STORED);
  }

  @Test
  @Tag("thorough")
  void shouldStageInTheEndWhenSwitchIsKilledAtAnyStep() {
    killSwitchAt("staging-killed-often", SwitchStep.values());
  }

  private void killSwitchAt(String name, SwitchStep... steps) {
    try (AgentScene scene = new AgentScene(plane, directory, name).start()) {
      for (SwitchStep step : steps) {
        stageInterrupted(
            scene,
            step,
            () -> {
              killStaging(scene);
              // What was killed does not take its mark away, and perhaps nothing of the kind runs
              // again.
              HostFolder.delete(scene.host.folder().held());
            });
      }
    }
  }

  @Test
  @Tag("thorough")
  void shouldAdoptWhatRunsWhenTheAgentIsKilledBeforeInAndAfterThePull() {
    killAgentAt(
        "staging-agent-killed",
        SwitchStep.MANIFEST_FETCHED,
        SwitchStep.LAYER_STORED,
        SwitchStep.BOUND_IMAGES_STORED);
  }

  @Test
  @Tag("thorough")
  void shouldAdoptWhatRunsWhenTheAgentIsKilledAtAnyStep() {
    killAgentAt("staging-agent-killed-often", SwitchStep.values());
  }

  private void killAgentAt(String name, SwitchStep... steps) {
    try (AgentScene scene = new AgentScene(plane, directory, name).start()) {
      int stagings = 0;
      for (SwitchStep step : steps) {
        stageInterrupted(
            scene,
            step,
            () -> {
              scene.host.killAgent();
              scene.forgetReport();
              scene.awaitIdleReason(NodeConditions.STAGING);
            });
        stagings++;
        assertThat(scene.startedUnits).as("killed at %s", step).hasSize(stagings);
      }
    }
  }

  /** Stages the image that is not staged, holds it at the step, interrupts and lets it go on. */
  private static void stageInterrupted(AgentScene scene, SwitchStep step, Runnable interruption) {
    // Given
    boolean newIsStaged =
        scene.host.staged().filter(staged -> staged.image().equals(scene.newImage)).isPresent();
    String image = newIsStaged ? scene.newerImage : scene.newImage;
    scene.host.setFault(Fault.HOLD_AT, step.name());
    scene.want(image, DesiredImageState.STAGED);
    await().atMost(AgentScene.PATIENCE).until(() -> Files.exists(scene.host.folder().held()));

    // When
    interruption.run();
    scene.host.clearFault(Fault.HOLD_AT);

    // Then
    await()
        .atMost(AgentScene.PATIENCE)
        .untilAsserted(() -> {
          assertThat(scene.idleReason()).as("killed at %s", step).isEqualTo("Staged");
          assertThat(scene.staged()).map(staged -> staged.is(image)).contains(true);
          assertThat(scene.error()).isEmpty();
        });
    assertThat(scene.host.reboots()).isZero();
  }

  /** SIGKILL for everything in the unit. */
  private static void killStaging(AgentScene scene) {
    String pid =
        scene
            .host
            .run("systemctl", "show", "-P", "MainPID", "bootc-rollout-stage.service")
            .output();
    ProcessHandle main = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    List<ProcessHandle> family = Stream.concat(Stream.of(main), main.descendants()).toList();
    family.forEach(ProcessHandle::destroyForcibly);
    family.forEach(each -> each.onExit().join());
  }

  private static Deployment named(String image, Deployment booted) {
    return new Deployment(
        image,
        booted.imageDigest(),
        booted.version(),
        booted.timestamp(),
        booted.architecture(),
        booted.softRebootCapable(),
        booted.incompatible(),
        booted.serial(),
        booted.verified());
  }
}
