package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.junit.Promised;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two operators, as the chart installs them: each question is answered by whichever is free. */
@EndToEnd
class SteeringOfReplicasIT {
  /** One question in four was lost before the newest won. */
  private static final int ROUNDS = 8;

  private static final int MANY_ROUNDS = 20;
  private static final Duration SAID_WITHIN = Duration.ofSeconds(10);

  private final World world;

  SteeringOfReplicasIT(World world) {
    this.world = world;
  }

  @Test
  void shouldSaySoWithinTenSecondsWhenPausedAndResumedAgainAndAgain() {
    pauseAndResume(ROUNDS);
  }

  @Tag("thorough")
  @Test
  void shouldSaySoWithinTenSecondsWhenPausedAndResumedManyTimes() {
    pauseAndResume(MANY_ROUNDS);
  }

  private void pauseAndResume(int rounds) {
    // Given
    world.replicas(world.kubeconfig(), world.kubeconfig());
    LightFleet fleet = world.fleet("again", 2, FleetTiming.ofMillis(200, 700));
    fleet.nodes().forEach(world::heldPod);
    TestPool pool = world.pool("again", 1);
    pool.awaitUpToDate(Images.number(0), 2);
    pool.editImage(Images.number(1));
    pool.awaitASlot();
    TemporalCommand rollout = world.temporal("again");

    for (int round = 0; round < rounds; round++) {
      // When
      rollout.pause("round " + round);

      // Then
      awaitPhase(pool, RolloutPhase.PAUSED);
      assertThat(pool.rollout().pausedReason()).isEqualTo("round " + round);

      // When
      rollout.resume();

      // Then
      awaitPhase(pool, RolloutPhase.ROLLING);
      assertThat(pool.rollout().pausedBy()).isNull();
    }
  }

  @Test
  @Tag("thorough")
  void shouldKeepThePauseForTheNextRolloutWhenTheLastNodeIsDone() {
    // Given
    LightFleet fleet = world.fleet("kept", 2, FleetTiming.ofMillis(200, 700));
    fleet.nodes().forEach(world::heldPod);
    TestPool pool = world.pool("kept", 2);
    pool.awaitUpToDate(Images.number(0), 2);
    pool.editImage(Images.number(1));
    pool.awaitSlots(2);

    // When
    world.temporal("kept").pause("incident 42");
    awaitPhase(pool, RolloutPhase.PAUSED);
    world.letPodsGo();

    // Then
    pool.awaitUpToDate(Images.number(1), 2);
    assertThat(pool.rollout().pausedReason()).isEqualTo("incident 42");

    // When
    pool.editImage(Images.number(2));

    // Then
    awaitPhase(pool, RolloutPhase.PAUSED);
    assertThat(pool.rollout().pausedReason()).isEqualTo("incident 42");
    assertThat(pool.slotHolders()).isEmpty();
    world.temporal("kept").resume();
    pool.awaitUpToDate(Images.number(2), 2);
  }

  @Test
  @Tag("thorough")
  void shouldSayWhatItWaitsForWhenTheImageNamesNoDigestAnyMore() {
    // Given
    LightFleet fleet = world.fleet("typo", 2, FleetTiming.ofMillis(200, 700));
    fleet.nodes().forEach(world::heldPod);
    TestPool pool = world.pool("typo", 1);
    pool.awaitUpToDate(Images.number(0), 2);
    pool.editImage(Images.number(1));
    pool.awaitASlot();

    // When
    pool.editImage("registry.example.com/os/node");
    world.letPodsGo();

    // Then
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(pool.rollout().message())
                .startsWith("spec.image.ref \"registry.example.com/os/node\" names no digest"));
    assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.BLOCKED.text());
    assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isZero());

    // When
    pool.editImage(Images.number(1));

    // Then
    pool.awaitUpToDate(Images.number(1), 2);
    assertThat(pool.upToDateReason()).isEqualTo(PoolConditions.ALL_UPDATED);
  }

  private static void awaitPhase(TestPool pool, RolloutPhase phase) {
    await()
        .atMost(Promised.within(SAID_WITHIN))
        .untilAsserted(() -> assertThat(pool.rollout().phase()).isEqualTo(phase.text()));
  }
}
