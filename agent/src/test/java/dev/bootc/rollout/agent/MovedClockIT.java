package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.agent.settings.AgentOptions;
import dev.bootc.rollout.agent.settings.ConfigurationReader;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.RegistryFault;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Somebody sets the host's clock while the agent runs. The whole agent runs in this process, since
 * only so can it have a clock of its own.
 */
@RealServers
@Execution(ExecutionMode.CONCURRENT)
class MovedClockIT {
  private static final Duration FAR = Duration.ofHours(5);

  private final ControlPlane plane;
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
  private final InstantSource moved = () -> Instant.now().plus(offset.get());
  private final Clock clock = moved.withZone(ZoneOffset.UTC);
  @TempDir Path directory;

  MovedClockIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  @Tag("thorough")
  void shouldTryAgainSoonWhenTheClockIsSetBackAfterAFailure() throws IOException {
    try (AgentScene scene = new AgentScene(plane, directory, "clock-failure");
        Agent agent = agent(scene)) {
      // Given
      scene.host.setFault(Fault.REGISTRY, RegistryFault.UNAUTHORIZED.name());
      scene.host.start();
      agent.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitError("stage failed: the registry refuses the host's credentials");

      // When
      offset.set(FAR.negated());
      scene.host.clearFault(Fault.REGISTRY);

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> scene.error().isEmpty());
    }
  }

  @Test
  @Tag("thorough")
  void shouldStageInTheEndWhenTheClockIsSetForwardInTheMiddle() throws IOException {
    try (AgentScene scene = new AgentScene(plane, directory, "clock-staging");
        Agent agent = agent(scene)) {
      // Given
      scene.host.setFault(Fault.HOLD_AT, SwitchStep.IMAGE_STORED.name());
      scene.host.start();
      agent.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> Files.exists(scene.host.folder().held()));

      // When
      offset.set(FAR);
      scene.awaitError("staging did not end in time");
      scene.host.clearFault(Fault.HOLD_AT);

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> scene.error().isEmpty());
      assertThat(scene.host.reboots()).isZero();
    }
  }

  @Test
  void shouldReportAMissingRebootInTimeWhenTheClockIsSetBackAfterTheCommand() throws IOException {
    try (AgentScene scene = new AgentScene(plane, directory, "clock-reboot");
        Agent agent = agent(scene)) {
      // Given
      scene.host.setFault(Fault.REBOOT_IGNORED, "");
      scene.host.start();
      agent.start();
      scene.want(scene.newImage, DesiredImageState.BOOTED);
      scene.awaitIdleReason(NodeConditions.REBOOTING);
      assertThat(scene.error()).isEmpty();

      // When
      offset.set(FAR.negated());

      // Then
      scene.awaitError("reboot did not happen within 10 s");
      assertThat(scene.host.reboots()).isZero();
    }
  }

  private Agent agent(AgentScene scene) throws IOException {
    String[] flags =
        scene.flags("--reboot-deadline-seconds=10", "--host-poll-seconds=1").toArray(String[]::new);
    return switch (ConfigurationReader.read(AgentOptions.parse(Map.of(), flags), Map.of())) {
      case ConfigurationReader.Result.Accepted accepted ->
          new Agent(accepted.configuration(), clock);
      case ConfigurationReader.Result.Refused refused ->
          throw new AssertionError(refused.problems());
    };
  }
}
