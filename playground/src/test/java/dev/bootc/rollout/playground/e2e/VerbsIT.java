package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.fleet.NodeFault;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people tell a rollout by workflow updates, with Temporal's own command. */
@EndToEnd
class VerbsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String DIGEST = ImageDigest.in(Images.number(1)).orElseThrow().text();

  private final World world;

  VerbsIT(World world) {
    this.world = world;
  }

  @Test
  void shouldHoldNodesBackForAnybodyAndRefuseWhatLetsThemGoWhenThePoolSaysNothing() {
    // Given
    LightFleet fleet = world.fleet("verbs-hold", 2, FleetTiming.ofMillis(200, 1_000));
    TestPool pool = waitingForApproval("verbs-hold", 2);
    String node = fleet.nodes().getLast();
    TemporalCommand rollout = world.temporal("verbs-hold");

    // When
    TemporalCommand.Answer paused = rollout.update("pause", "disk firmware", "ann");

    // Then
    assertThat(paused.taken()).as(paused.text()).isTrue();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(pool.rollout().pausedBy())
              .startsWith("update of ")
              .contains("@")
              .endsWith(", who gives the name ann");
          assertThat(pool.rollout().pausedReason()).isEqualTo("disk firmware");
        });
    assertThat(rollout.update("pause", "again").text()).contains("ALREADY_SO");
    assertRefused(rollout.update("approve", DIGEST), "kubectl patch bnp verbs-hold");
    assertRefused(rollout.update("retry", node), "kubectl annotate bn " + node);
    assertRefused(rollout.update("checkNow"), "kubectl annotate bnp verbs-hold");
    assertRefused(rollout.update("approveStep", "1"), "no spec.rollout.steps");
    assertRefused(rollout.update("skip", "nobody"), "is no node of pool verbs-hold");
    assertThat(rollout.update("resume").taken()).isTrue();
    assertThat(rollout.update("skip", node, "broken fan", "ann").taken()).isTrue();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(pool.rollout().pausedBy()).isNull();
          assertThat(pool.rollout().message())
              .contains("1 skipped: " + node + " (broken fan")
              .contains("told last: skip of " + node + " by update of ");
        });
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(rollout.board()).contains("Told last: skip of " + node));
    assertThat(fleet.nodes()).allSatisfy(each -> assertThat(fleet.reboots(each)).isZero());
  }

  @Test
  void shouldLetNodesGoWhenThePoolLetsTemporalSayAll() {
    // Given
    LightFleet fleet = world.fleet("verbs-all", 1, FleetTiming.ofMillis(200, 1_000));
    TestPool pool = waitingForApproval("verbs-all", 1);
    pool.editRollout("{\"verbs\":\"All\",\"paused\":true}");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(pool.rolloutIsAboutThisGeneration()).isTrue();
          assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.PAUSED.text());
        });
    TemporalCommand rollout = world.temporal("verbs-all");

    // When
    TemporalCommand.Answer approved = rollout.update("approve", DIGEST, "ann");
    TemporalCommand.Answer resumed = rollout.update("resume", "ann");

    // Then
    assertThat(approved.taken()).as(approved.text()).isTrue();
    assertThat(resumed.taken()).as(resumed.text()).isTrue();
    pool.awaitUpToDate(Images.number(1), 1);
    assertThat(fleet.reboots(fleet.nodes().getFirst())).isOne();
    assertThat(pool.writersOfTheSpec())
        .anySatisfy(
            writer -> assertThat(writer).startsWith("update of ").contains("gives the name ann"));
  }

  @Test
  void shouldSayWhoCancelledAndBeginAgainWhenSomebodyWantsThatRunResumed() {
    // Given
    LightFleet fleet = world.fleet("verbs-cancel", 1, FleetTiming.ofMillis(200, 1_000));
    TestPool pool = waitingForApproval("verbs-cancel", 1);

    // When
    TemporalCommand.Answer cancelled =
        world.temporal("verbs-cancel").update("cancel", "wrong image", "ann");

    // Then
    assertThat(cancelled.taken()).as(cancelled.text()).isTrue();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.CANCELLED.text());
          assertThat(pool.rollout().message())
              .contains("cancelled by update of ")
              .contains("who gives the name ann: wrong image; ")
              .contains("or by kubectl annotate bnp verbs-cancel --overwrite bootc.dev/resume=");
          assertThat(world.openWorkflows("verbs-cancel")).isEmpty();
        });
    long generation = pool.generation();
    pool.annotate(BootcApi.RESUME, "another-run");
    await()
        .during(Duration.ofSeconds(2))
        .untilAsserted(
            () -> assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.CANCELLED.text()));
    pool.annotate(BootcApi.RESUME, String.valueOf(pool.rollout().runId()));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.WAITING_FOR_APPROVAL.text()));
    assertThat(pool.generation()).isEqualTo(generation);
    pool.edit("{\"image\":{\"approvedDigest\":\"" + DIGEST + "\"}}");
    pool.awaitUpToDate(Images.number(1), 1);
    assertThat(fleet.reboots(fleet.nodes().getFirst())).isOne();
  }

  @Test
  void shouldTryAFailedNodeAnewInItsSlotWhenSomebodyWantsThatByUpdateOrByKubectl() {
    // Given
    LightFleet fleet = world.fleet("verbs-retry", 1, FleetTiming.ofMillis(200, 1_000));
    String node = fleet.nodes().getFirst();
    fleet.setFault(node, NodeFault.COMES_BACK_ON_OLD_IMAGE);
    TestPool pool = world.pool("verbs-retry", 1);
    pool.awaitUpToDate(Images.number(0), 1);
    pool.editRollout("{\"verbs\":\"All\"}");
    pool.editImage(Images.number(1));
    awaitFailed(fleet, pool, 1);

    // When
    TemporalCommand.Answer retried = world.temporal("verbs-retry").update("retry", node, "ann");

    // Then
    assertThat(retried.taken()).as(retried.text()).isTrue();
    awaitFailed(fleet, pool, 2);
    assertThat(pool.slotHolders()).containsExactly(node);
    fleet.clearFault(node, NodeFault.COMES_BACK_ON_OLD_IMAGE);
    pool.annotateNode(node, BootcApi.VERDICT, Optional.empty());
    pool.awaitUpToDate(Images.number(1), 1);
    assertThat(fleet.reboots(node)).isEqualTo(3);
    pool.assertRestored();
  }

  private static void awaitFailed(LightFleet fleet, TestPool pool, int reboots) {
    String node = fleet.nodes().getFirst();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(fleet.reboots(node)).isEqualTo(reboots);
          assertThat(TestPool.annotations(pool.bootcNodes().getFirst()))
              .containsEntry(BootcApi.FAILED_IN_SLOT, DIGEST)
              .hasEntrySatisfying(
                  BootcApi.VERDICT, verdict -> assertThat(verdict).contains("AgentDegraded"));
        });
  }

  /** A pool whose nodes have staged an image that nobody has approved. */
  private TestPool waitingForApproval(String name, int nodes) {
    TestPool pool = world.pool(name, 1);
    pool.awaitUpToDate(Images.number(0), nodes);
    pool.edit("{\"image\":{\"updatePolicy\":\"Manual\"}}");
    pool.editImage(Images.number(1));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.WAITING_FOR_APPROVAL.text());
          assertThat(pool.bootcNodes())
              .allSatisfy(node -> assertThat(NodeState.of(node)).isEqualTo(NodeState.STAGED));
        });
    return pool;
  }

  private static void assertRefused(TemporalCommand.Answer answer, String instead) {
    assertThat(answer.taken()).as(answer.text()).isFalse();
    assertThat(answer.text()).contains(instead);
  }
}
