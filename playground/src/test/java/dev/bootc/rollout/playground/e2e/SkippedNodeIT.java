package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that somebody leaves out of a rollout. */
@EndToEnd
class SkippedNodeIT {
  private final World world;

  SkippedNodeIT(World world) {
    this.world = world;
  }

  @Test
  @Tag("thorough")
  void shouldFinishWithoutTheNodeWhenItIsSkipped() {
    // Given
    LightFleet fleet = world.fleet("skipped", 3, FleetTiming.ofMillis(200, 1_000));
    TestPool pool = world.pool("skipped", 1);
    pool.awaitUpToDate(Images.number(0), 3);
    String node = fleet.nodes().getLast();
    String mark = ImageDigest.in(Images.number(1)).orElseThrow().text() + " broken fan";
    pool.annotateNode(node, BootcApi.SKIP, Optional.of(mark));

    // When
    pool.editImage(Images.number(1));

    // Then
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.COMPLETED.text());
          assertThat(pool.rollout().message())
              .isEqualTo("2/3 updated; 1 skipped: " + node + " (broken fan)");
          assertThat(pool.upToDateReason()).isEqualTo(PoolConditions.ROLLOUT_IN_PROGRESS);
          assertThat(pool.upToDateMessage()).contains("skipped by bootc.dev/skip: " + node);
          assertThat(pool.degradedReason()).isEqualTo(PoolConditions.HEALTHY);
        });
    assertThat(fleet.reboots(node)).isZero();
    await()
        .during(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(world.openWorkflows("skipped")).isEmpty());
    pool.annotateNode(node, BootcApi.SKIP, Optional.empty());
    pool.awaitUpToDate(Images.number(1), 3);
  }
}
