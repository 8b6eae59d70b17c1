package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.ImageManifest;
import dev.bootc.rollout.testkit.host.state.RegistryImage;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How the real agent stages: what it tells meanwhile, and what it does where the host cannot. */
@RealServers
@Execution(ExecutionMode.CONCURRENT)
class StagingIT {
  private final ControlPlane plane;
  @TempDir Path directory;

  StagingIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  @Tag("thorough")
  void shouldNameTheCauseAndRecoverWhenTheDiskIsFullAtFirst() {
    try (AgentScene scene = new AgentScene(plane, directory, "staging-disk")) {
      // Given
      scene.host.setFault(Fault.DISK_FULL, "");
      scene.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitError("stage failed: the host's disk is full");

      // When
      scene.host.clearFault(Fault.DISK_FULL);

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> scene.error().isEmpty());
    }
  }

  @Test
  void shouldEndWithTheLastTargetWhenTheyFollowEachOtherQuickly() {
    try (AgentScene scene = new AgentScene(plane, directory, "staging-hasty").start()) {
      // Given
      scene.want(scene.newImage, DesiredImageState.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> !scene.startedUnits.isEmpty());

      // When
      scene.want(scene.newerImage, DesiredImageState.STAGED);
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.want(scene.newerImage, DesiredImageState.STAGED);

      // Then
      await()
          .atMost(AgentScene.PATIENCE)
          .until(() ->
              scene.idleReason().equals(NodeConditions.STAGED)
                  && scene.staged().filter(image -> image.is(scene.newerImage)).isPresent());
      assertThat(scene.error()).isEmpty();
      assertThat(scene.host.activeUnits()).isEmpty();
      assertThat(scene.host.reboots()).isZero();
    }
  }

  /** bootc 1.16 stages first and pulls what is bound to the image afterwards. */
  @Test
  void shouldNotCallItStagedWhenAnImageBoundToItIsMissing() {
    try (AgentScene scene = new AgentScene(plane, directory, "staging-bound")) {
      // Given
      String reference = "registry.example.com/os/node:4";
      String digest = SimulatedRegistry.digest("manifest " + reference);
      ImageManifest plain = SimulatedRegistry.manifest(reference, digest);
      ImageManifest binding =
          new ImageManifest(
              digest,
              plain.version(),
              plain.created(),
              plain.bootable(),
              plain.softRebootCapable(),
              plain.layers(),
              List.of("registry.example.com/app/agent:1"));
      String image =
          new SimulatedRegistry(directory.resolve("registry.json"))
              .publish(reference, new RegistryImage(null, Map.of("amd64", binding)));
      scene.host.setFault(Fault.FAILS_AFTER_STAGING, "Switching: Pulling bound images: EOF");
      scene.start();

      // When
      scene.want(image, DesiredImageState.BOOTED);

      // Then
      scene.awaitError("stage failed: an image that is bound to the wanted one");
      assertThat(scene.host.reboots()).isZero();
      scene.host.clearFault(Fault.FAILS_AFTER_STAGING);
      scene.awaitRunning(image);
      assertThat(scene.host.journal()).contains("Bound images stored: 1");
      assertThat(scene.host.reboots()).isEqualTo(1);
    }
  }

  /** bootc 1.17 locks what it stages in one step, 1.16 in a second one, 1.11 not at all. */
  @Test
  void shouldNotRunWhatIsNotApprovedWhenSomebodyElseReboots() {
    rebootedBySomebodyElse("1.17.0");
  }

  @Test
  @Tag("thorough")
  void shouldNotRunWhatIsNotApprovedWhenSomebodyElseRebootsAndBootcLocksInASecondStep() {
    rebootedBySomebodyElse("1.16.9");
  }

  private void rebootedBySomebodyElse(String version) {
    try (AgentScene scene =
        new AgentScene(plane, directory, "staging-locked-" + version.replace('.', '-'))) {
      // Given
      scene.withBootc(version).start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      await()
          .atMost(AgentScene.PATIENCE)
          .until(scene::idleMessage, message -> message.contains("it is locked"));

      // When
      scene.host.reboot();

      // Then
      await().atMost(AgentScene.PATIENCE).until(() -> scene.startedUnits.size() == 2);
      assertThat(scene.host.booted().image()).isEqualTo(scene.oldImage);
      scene.want(scene.newImage, DesiredImageState.BOOTED);
      scene.awaitRunning(scene.newImage);
      assertThat(scene.host.reboots()).isEqualTo(2);
    }
  }

  @Test
  @Tag("thorough")
  void shouldTellPercentLayersAndBytesWhenItPulls() {
    try (AgentScene scene = new AgentScene(plane, directory, "staging-progress")) {
      // Given
      scene.host.setFault(Fault.HOLD_AT, SwitchStep.LAYER_STORED.name());
      scene.start();

      // When
      scene.want(scene.newImage, DesiredImageState.STAGED);

      // Then
      await()
          .atMost(AgentScene.PATIENCE)
          .until(
              scene::idleMessage,
              message -> message.endsWith(": pulling 50 %, 1 of 2 layers, 41.9 of 83.9 MB"));
      scene.host.clearFault(Fault.HOLD_AT);
      scene.awaitIdleReason(NodeConditions.STAGED);
      assertThat(scene.startedUnits).hasSize(1);
    }
  }
}
