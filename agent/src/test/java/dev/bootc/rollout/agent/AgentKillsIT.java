package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the agent at random moments of whole updates. */
@RealServers
@Tag("thorough")
class AgentKillsIT {
  private static final int UPDATES = 20;
  private static final int LATEST_KILL_MILLIS = 8_000;

  private final ControlPlane plane;
  @TempDir Path directory;

  AgentKillsIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void shouldRebootExactlyOnceAndConvergeWhenKilledAtAnyMoment() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
        AgentScene scene =
            new AgentScene(plane, directory, "agent-kills").start("--reboot-deadline-seconds=60")) {
      scene.want(scene.oldImage, DesiredImageState.STAGED);
      scene.awaitRunning(scene.oldImage);
      for (int update = 1; update <= UPDATES; update++) {
        // Given
        String image = update % 2 == 0 ? scene.oldImage : scene.newImage;
        int millis = random.nextInt(LATEST_KILL_MILLIS);
        ScheduledFuture<?> kill =
            killer.schedule(scene.host::killAgent, millis, TimeUnit.MILLISECONDS);

        // When
        scene.want(image, DesiredImageState.BOOTED);

        // Then
        scene.awaitRunning(image);
        kill.get();
        int expected = update;
        await()
            .during(Duration.ofMillis(500))
            .until(() -> scene.host.reboots() == expected && scene.error().isEmpty());
        assertThat(scene.host.booted().image())
            .as("seed %d, update %d, killed after %d ms", seed, update, millis)
            .isEqualTo(image);
      }
    }
  }
}
