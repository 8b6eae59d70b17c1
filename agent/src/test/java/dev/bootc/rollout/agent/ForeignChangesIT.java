package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Somebody else works on the host of the real agent. */
@RealServers
@Execution(ExecutionMode.CONCURRENT)
class ForeignChangesIT {
  private final ControlPlane plane;
  @TempDir Path directory;

  ForeignChangesIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  @Tag("thorough")
  void shouldStageOnlyAfterTheTimerIsMaskedWhenTheHostUpdatesItself() {
    try (AgentScene scene = new AgentScene(plane, directory, "foreign-timer")) {
      // Given
      scene.host.declareUnit("bootc-fetch-apply-updates.timer", "active");
      scene.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitError("systemctl mask --now bootc-fetch-apply-updates.timer");
      assertThat(scene.startedUnits).isEmpty();

      // When
      scene.host.declareUnit("bootc-fetch-apply-updates.timer", "inactive");

      // Then
      scene.awaitIdleReason(NodeConditions.STAGED);
      assertThat(scene.error()).isEmpty();
    }
  }

  /** The next poll would be minutes away: it is the host's files that tell of the change. */
  @Test
  void shouldReportAndNotFightWhenAnAdministratorStagesAnotherImage() {
    try (AgentScene scene = new AgentScene(plane, directory, "foreign-switch")) {
      // Given
      scene.start();
      scene.want(scene.newImage, DesiredImageState.STAGED);
      scene.awaitIdleReason(NodeConditions.STAGED);

      // When
      scene.host.run("bootc", "switch", scene.newerImage);

      // Then
      scene.awaitError("somebody staged another image on the host");
      await()
          .during(Duration.ofSeconds(3))
          .atMost(AgentScene.PATIENCE)
          .until(() -> scene.startedUnits.size() == 1);
      scene.host.run("bootc", "switch", scene.newImage);
      scene.awaitIdleReason(NodeConditions.STAGED);
      await().atMost(AgentScene.PATIENCE).until(() -> scene.error().isEmpty());
      assertThat(scene.startedUnits).hasSize(1);
      assertThat(scene.host.reboots()).isZero();
    }
  }
}
