package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.junit.Promised;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@EndToEnd
class SteeringIT {
  /** What the product promises between a pause and the last slot taken. */
  private static final Duration PAUSES_WITHIN = Duration.ofSeconds(2);

  /** The next look at a pool that rolls. */
  private static final Duration LOOKED_AT_ANYHOW = Duration.ofSeconds(5);

  /** When slots of the pool under test were taken, as their annotations say. */
  private static final Set<Instant> SLOTS_TAKEN = ConcurrentHashMap.newKeySet();

  private final World world;

  SteeringIT(World world) {
    this.world = world;
  }

  @Test
  void shouldTakeNoNewSlotWhenPausedByField() {
    // Given
    TestPool pool = rollingPool("field", 5);

    // When
    Instant paused = Instant.now();
    pool.editPaused(true);

    // Then
    assertStandsStill(pool, paused);
    assertThat(pool.rollout().pausedReason()).contains("spec.rollout.paused");
    assertThat(pool.upToDateReason()).isEqualTo(PoolConditions.PAUSED);
    pool.editPaused(false);
    pool.awaitUpToDate(Images.number(1), 5);
  }

  @Test
  void shouldTakeNoNewSlotAndSayWhoPausedWhenPausedBySignal() {
    // Given
    TestPool pool = rollingPool("signal", 5);

    // When
    Instant paused = Instant.now();
    TemporalCommand rollout = world.temporal("signal");
    rollout.pause("disk firmware first");

    // Then
    assertStandsStill(pool, paused);
    assertThat(pool.rollout().pausedReason()).isEqualTo("disk firmware first");
    assertThat(pool.rollout().pausedBy()).contains("signal of ").contains("@");
    assertThat(pool.upToDateReason()).isEqualTo(PoolConditions.PAUSED);
    rollout.resume();
    pool.awaitUpToDate(Images.number(1), 5);
  }

  @Test
  void shouldKeepToEachBudgetWhenTwoPoolsRollAtOnce() throws Exception {
    // Given
    LightFleet one = world.fleet("one", 3, FleetTiming.ofMillis(200, 500));
    LightFleet two = world.fleet("two", 3, FleetTiming.ofMillis(200, 500));
    TestPool poolOne = world.pool("one", 1);
    TestPool poolTwo = world.pool("two", 1);
    poolOne.awaitUpToDate(Images.number(0), 3);
    poolTwo.awaitUpToDate(Images.number(0), 3);
    Recorder recorder = world.recorder();

    // When
    poolOne.editImage(Images.number(1));
    poolTwo.editImage(Images.number(1));

    // Then
    poolOne.awaitUpToDate(Images.number(1), 3);
    poolTwo.awaitUpToDate(Images.number(1), 3);
    Findings findings = recorder.finish();
    assertThat(findings.violations()).as(findings.text()).isEmpty();
    assertThat(Stream.of(one, two))
        .allSatisfy(fleet ->
            assertThat(fleet.nodes())
                .allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1)));
  }

  @Test
  void shouldRebootNoNodeIntoTheOldTargetWhenSuperseded() throws Exception {
    // Given
    LightFleet fleet = world.fleet("superseded", 4, FleetTiming.ofMillis(300, 1_500));
    TestPool pool = world.pool("superseded", 1);
    pool.awaitUpToDate(Images.number(0), 4);
    Recorder recorder = world.recorder();
    Trigger edit =
        world.closedAfterTheTest(
            new Trigger(
                world.client(),
                "superseded",
                KillPoint.APPROVE::shows,
                () -> pool.editImage(Images.number(2))));

    // When
    pool.editImage(Images.number(1));

    // Then
    assertThat(edit.awaitDone(60)).isTrue();
    pool.awaitUpToDate(Images.number(2), 4);
    Findings findings = recorder.finish();
    assertThat(findings.violations()).as(findings.text()).isEmpty();
    List<Integer> reboots = fleet.nodes().stream().map(fleet::reboots).sorted().toList();
    assertThat(reboots.subList(0, 3)).containsExactly(1, 1, 1);
    assertThat(reboots.get(3)).isBetween(1, 2);
    assertThat(fleet.nodes())
        .allSatisfy(node -> assertThat(fleet.bootedImage(node)).isEqualTo(Images.number(2)));
  }

  @Test
  void shouldRestoreEveryNodeWhenThePoolIsDeletedInMidRollout() throws Exception {
    // Given
    TestPool pool = rollingPool("deleted", 4);

    // When
    pool.delete();

    // Then
    assertThat(pool.bootcNodes()).isEmpty();
    assertThat(pool.nodes())
        .hasSize(4)
        .allSatisfy(node -> {
          assertThat(node.getSpec().getUnschedulable()).isNull();
          assertThat(node.getMetadata().getLabels()).doesNotContainKey(BootcApi.MANAGED_LABEL);
        });
    await().untilAsserted(() -> assertThat(world.openWorkflows("deleted")).isEmpty());
  }

  @Test
  @Tag("thorough")
  void shouldTellTheAgentWithTheApprovalThatASoftRebootIsAllowed() throws Exception {
    // Given
    world.fleet("softly", 1, FleetTiming.ofMillis(200, 1_500));
    TestPool pool = world.pool("softly", 1);
    pool.awaitUpToDate(Images.number(0), 1);
    pool.editRebootPolicy("AllowSoftReboot");
    Map<String, String> atApproval = new ConcurrentHashMap<>();
    Trigger approval =
        world.closedAfterTheTest(
            new Trigger(
                world.client(), "softly", object -> noteApproval(object, atApproval), () -> {}));

    // When
    pool.editImage(Images.number(1));

    // Then
    assertThat(approval.awaitDone(120)).isTrue();
    assertThat(atApproval).containsEntry(BootcApi.REBOOT_POLICY, BootcApi.ALLOW_SOFT_REBOOT);
    pool.awaitUpToDate(Images.number(1), 1);
    assertThat(pool.bootcNodes())
        .allSatisfy(node ->
            assertThat(TestPool.annotations(node)).doesNotContainKey(BootcApi.REBOOT_POLICY));
  }

  private static boolean noteApproval(HasMetadata object, Map<String, String> annotations) {
    if (object instanceof BootcNode node
        && TestPool.annotations(node).containsKey(BootcApi.APPROVED_DIGEST)) {
      annotations.putAll(TestPool.annotations(node));
      return true;
    }
    return false;
  }

  /** A pool whose first slot has just been taken, with the workflow's name as its own. */
  private TestPool rollingPool(String name, int nodes) {
    world.fleet(name, nodes, FleetTiming.ofMillis(200, 1_500));
    SLOTS_TAKEN.clear();
    world.closedAfterTheTest(new Trigger(world.client(), name, SteeringIT::noteSlot, () -> {}));
    TestPool pool = world.pool(name, 1);
    pool.awaitUpToDate(Images.number(0), nodes);
    pool.editImage(Images.number(1));
    pool.awaitASlot();
    return pool;
  }

  private static boolean noteSlot(HasMetadata object) {
    if (object instanceof BootcNode node
        && TestPool.annotations(node).containsKey(BootcApi.SLOT_SINCE)) {
      SLOTS_TAKEN.add(Instant.parse(TestPool.annotations(node).get(BootcApi.SLOT_SINCE)));
    }
    return false;
  }

  private static void assertStandsStill(TestPool pool, Instant paused) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          assertThat(pool.slotHolders()).as("nodes in flight finish").isEmpty();
          assertThat(pool.rollout().pausedSince()).isNotNull();
        });
    await()
        .during(Duration.ofSeconds(4))
        .untilAsserted(() -> assertThat(pool.slotHolders()).isEmpty());
    assertThat(SLOTS_TAKEN)
        .isNotEmpty()
        .allSatisfy(slot ->
            assertThat(slot)
                .isBefore(paused.plus(Promised.within(PAUSES_WITHIN, LOOKED_AT_ANYHOW))));
    assertThat(pool.status().updatedCount()).isLessThan(pool.nodes().size());
  }
}
