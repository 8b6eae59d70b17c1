package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.junit.Promised;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cancel reaches every node in flight, and the status says truly what became of them. */
@EndToEnd
class CancelIT {
  private static final Duration SAID_WITHIN = Duration.ofSeconds(10);
  private static final Duration RESTORED_WITHIN = Duration.ofSeconds(30);

  /** By whoever finds a node without a rollout. */
  private static final Duration RESTORED_ANYHOW = Duration.ofMinutes(1);

  private final World world;

  CancelIT(World world) {
    this.world = world;
  }

  @Test
  void shouldRestoreTheNodesInFlightAndSayWhoCancelledWhenCancelled() {
    // Given
    LightFleet fleet = heldFleet("cancelled", 3);
    TestPool pool = drainingPool("cancelled", 3, 2);
    String holders = String.join(", ", pool.slotHolders());

    // When
    world.temporal("cancelled").cancel();

    // Then
    awaitCancelled(pool);
    await()
        .atMost(Promised.within(RESTORED_WITHIN, RESTORED_ANYHOW))
        .untilAsserted(() ->
            assertThat(pool.rollout().message())
                .startsWith("cancelled by ")
                .contains("2 in flight restored (" + holders + ")")
                .contains("not started again before the spec changes"));
    pool.assertRestored();
    await()
        .atMost(Promised.within(SAID_WITHIN))
        .untilAsserted(() -> assertThat(pool.upToDateMessage()).contains("cancelled by "));
    world.letPodsGo();
    assertNothingHappens(pool, fleet);

    // When
    pool.editMaxUnavailable(3);

    // Then
    pool.awaitUpToDate(Images.number(1), 3);
  }

  @Test
  void shouldCancelTheRunThatThePoolNamesAndNotTheNextWhenCancelledByKubectl() {
    // Given
    heldFleet("annotated", 2);
    TestPool pool = drainingPool("annotated", 2, 1);
    String holder = pool.slotHolders().getFirst();
    await()
        .atMost(Promised.within(SAID_WITHIN))
        .untilAsserted(() -> assertThat(pool.rolloutIsAboutThisGeneration()).isTrue());
    String run = String.valueOf(pool.rollout().runId());

    // When
    pool.annotate(BootcApi.CANCEL, run + " wrong image, ann");

    // Then
    awaitCancelled(pool);
    await()
        .atMost(Promised.within(RESTORED_WITHIN, RESTORED_ANYHOW))
        .untilAsserted(() ->
            assertThat(pool.rollout().message())
                .startsWith("cancelled by bootc.dev/cancel of ")
                .contains(": wrong image, ann; 1 in flight restored (" + holder + ")"));
    pool.assertRestored();

    // When
    pool.annotate(BootcApi.RESUME, run);

    // Then
    pool.awaitASlot();
    await()
        .atMost(Promised.within(SAID_WITHIN))
        .untilAsserted(() ->
            assertThat(pool.upToDateMessage())
                .contains("bootc.dev/cancel does nothing, since it is about another run"));
    world.letPodsGo();
    pool.awaitUpToDate(Images.number(1), 2);
    assertThat(pool.rollout().runId()).isNotEqualTo(run);
  }

  @Test
  void shouldRestoreANodeWhoseUpdateWasTerminatedBeforeWhenCancelled() {
    // Given
    heldFleet("orphaned", 2);
    TestPool pool = drainingPool("orphaned", 2, 1);
    String holder = pool.slotHolders().getFirst();
    world.temporal("orphaned/" + holder).terminate();

    // When
    world.temporal("orphaned").cancel();

    // Then
    awaitCancelled(pool);
    await()
        .atMost(Promised.within(RESTORED_WITHIN, RESTORED_ANYHOW))
        .untilAsserted(pool::assertRestored);
    await()
        .atMost(Promised.within(SAID_WITHIN))
        .untilAsserted(() ->
            assertThat(pool.rollout().message()).contains("1 in flight restored (" + holder + ")"));
  }

  @Test
  @Tag("thorough")
  void shouldRestoreTheNodesInFlightWhenCancelledWhileAnotherTargetIsBeingWritten()
      throws Exception {
    // Given
    int nodes = 40;
    LightFleet fleet = heldFleet("retargeted", nodes);
    TestPool pool = drainingPool("retargeted", nodes, 3);
    Trigger cancel =
        world.closedAfterTheTest(
            new Trigger(
                world.client(),
                "retargeted",
                object ->
                    object instanceof dev.bootc.rollout.api.BootcNode node
                        && node.getSpec().desiredImage().equals(Images.number(2)),
                () -> world.temporal("retargeted").cancel()));

    // When
    pool.editImage(Images.number(2));

    // Then
    assertThat(cancel.awaitDone(60)).isTrue();
    awaitCancelled(pool);
    await()
        .atMost(Promised.within(RESTORED_WITHIN, RESTORED_ANYHOW))
        .untilAsserted(pool::assertRestored);
    world.letPodsGo();
    assertNothingHappens(pool, fleet);
  }

  @Tag("thorough")
  @Test
  void shouldStayCancelledAgainAndAgainWhenTwoReplicasAnswer() {
    // Given
    world.replicas(world.kubeconfig(), world.kubeconfig());
    heldFleet("twice", 3);
    TestPool pool = drainingPool("twice", 3, 1);

    for (int round = 0; round < 5; round++) {
      // When
      world.temporal("twice").cancel();

      // Then
      awaitCancelled(pool);
      await()
          .during(Duration.ofSeconds(5))
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.CANCELLED.text()));
      pool.assertRestored();
      pool.editMaxUnavailable(2 + round % 2);
      pool.awaitASlot();
    }
  }

  private LightFleet heldFleet(String name, int nodes) {
    LightFleet fleet = world.fleet(name, nodes, FleetTiming.ofMillis(200, 700));
    fleet.nodes().forEach(world::heldPod);
    return fleet;
  }

  /** A pool with as many nodes in their drain, which is held. */
  private TestPool drainingPool(String name, int nodes, int maxUnavailable) {
    TestPool pool = world.pool(name, maxUnavailable);
    pool.awaitUpToDate(Images.number(0), nodes);
    pool.editImage(Images.number(1));
    pool.awaitSlots(maxUnavailable);
    return pool;
  }

  private static void awaitCancelled(TestPool pool) {
    await()
        .atMost(Promised.within(SAID_WITHIN))
        .untilAsserted(
            () -> assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.CANCELLED.text()));
  }

  private static void assertNothingHappens(TestPool pool, LightFleet fleet) {
    await()
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          pool.assertRestored();
          assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.CANCELLED.text());
          assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isZero());
        });
  }
}
