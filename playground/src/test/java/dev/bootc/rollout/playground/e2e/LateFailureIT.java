package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LateFailure;
import dev.bootc.rollout.testkit.fleet.LateFailure.Sign;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An image with which each node is Ready at first, and goes bad some time later. */
@EndToEnd
class LateFailureIT {
  private static final int MOST_FAILED = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String BAD = Images.number(1);
  private static final String GOOD = Images.number(2);

  private final World world;
  private final Set<String> slotsTaken = new ConcurrentSkipListSet<>();

  LateFailureIT(World world) {
    this.world = world;
  }

  /**
   * How fast all goes.
   *
   * @param nodes more than the two that may fail
   * @param minReadySeconds shorter than it takes to go bad; absent where the pool leaves it to the
   *     default
   * @param standsFor long enough for a second node to go bad, and for a third to begin
   */
  private record Pace(
      int nodes,
      Duration badAfter,
      OptionalInt minReadySeconds,
      FleetTiming timing,
      Duration standsFor) {
    /** About a tenth of a failure that comes after a minute. */
    static final Pace SHRUNK =
        new Pace(
            4,
            Duration.ofSeconds(8),
            OptionalInt.of(5),
            FleetTiming.ofMillis(100, 300),
            Duration.ofSeconds(10));

    /** That failure. */
    static final Pace REAL =
        new Pace(
            10,
            Duration.ofMinutes(1),
            OptionalInt.empty(),
            FleetTiming.ofMillis(200, 5_000),
            Duration.ofSeconds(100));
  }

  @Test
  void shouldHaltAfterTwoNodesWhenTheirHostsRollBackLongAfterTheyWereReady() throws Exception {
    haltWhenHostsRollBack("rolls-back", Pace.SHRUNK);
  }

  @Test
  @Tag("thorough")
  void shouldHaltAfterTwoNodesWhenTheirHostsRollBackAMinuteAfterTheyWereReady() throws Exception {
    haltWhenHostsRollBack("minute-back", Pace.REAL);
  }

  @Tag("thorough")
  @Test
  void shouldTakeNoMoreNodesWhenTheyAreNotReadyAnyMoreLongAfterTheyWere() throws Exception {
    standWhenNodesGoDown("goes-down", Pace.SHRUNK, RolloutPhase.ROLLING, RolloutPhase.HALTED);
  }

  @Test
  @Tag("thorough")
  void shouldHaltAfterTwoNodesWhenTheyAreNotReadyAnyMoreAMinuteAfterTheyWere() throws Exception {
    standWhenNodesGoDown("minute-down", Pace.REAL, RolloutPhase.HALTED);
  }

  @Test
  @Tag("thorough")
  void shouldHaltWhenANodeGoesBadThatIsDoneWhileTheNextIsDrained() throws Exception {
    // Given
    Pace pace =
        new Pace(
            3,
            Duration.ofSeconds(4),
            OptionalInt.of(0),
            FleetTiming.ofMillis(100, 300),
            Duration.ofSeconds(5));
    LightFleet fleet = fleet("mid-drain", Sign.HOST_ROLLS_BACK, pace);
    String done = fleet.nodes().getFirst();
    String draining = fleet.nodes().get(1);
    world.heldPod(draining);

    // When
    TestPool pool = rollingPool(fleet, "mid-drain", pace);

    // Then
    awaitHalted(pool);
    assertThat(pool.slotHolders()).containsExactly(draining);
    assertThat(pool.rollout().message()).startsWith("halted: " + done + " (");
    world.letPodsGo();
    assertTakesNoMore(pool, pace);
    assertThat(slotsTaken).containsExactly(done, draining);
    assertGoesOnWithAGoodImage(fleet, pool);
  }

  private void haltWhenHostsRollBack(String name, Pace pace) throws Exception {
    // Given
    LightFleet fleet = fleet(name, Sign.HOST_ROLLS_BACK, pace);

    // When
    TestPool pool = rollingPool(fleet, name, pace);

    // Then
    awaitHalted(pool);
    assertTakesNoMore(pool, pace);
    assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.HALTED.text());
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(pool.rollout().failed())
                .allSatisfy(node -> assertThat(node.state()).startsWith("rolled back by host: "))
                .extracting(NodeProgress::node)
                .containsExactlyElementsOf(slotsTaken));
    assertThat(pool.degradedMessage()).contains(slotsTaken);
    assertGoesOnWithAGoodImage(fleet, pool);
  }

  /** That a node is down halts after a minute, and until then by the budget. */
  private void standWhenNodesGoDown(String name, Pace pace, RolloutPhase... phases)
      throws Exception {
    // Given
    LightFleet fleet = fleet(name, Sign.NODE_IS_NOT_READY, pace);

    // When
    TestPool pool = rollingPool(fleet, name, pace);

    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(phases).extracting(RolloutPhase::text).contains(pool.rollout().phase());
          assertThat(pool.rollout().message()).contains(slotsTaken).contains("not Ready");
          assertThat(down(pool)).hasSize(MOST_FAILED);
        });
    assertTakesNoMore(pool, pace);
    assertThat(phases).extracting(RolloutPhase::text).contains(pool.rollout().phase());
    assertThat(pool.rollout().message()).contains(slotsTaken).contains("not Ready");
    pool.editImage(GOOD);
    List<String> bad = List.copyOf(slotsTaken);
    awaitStaged(pool, bad);
    bad.forEach(fleet::reboot);
    assertGoesOnWithAGoodImage(fleet, pool);
  }

  private LightFleet fleet(String name, Sign sign, Pace pace) {
    return world.fleet(
        name, pace.nodes(), pace.timing(), new LateFailure(BAD, pace.badAfter(), sign));
  }

  /** A pool that has staged the bad image and begins to roll it out; its slots are noted. */
  private TestPool rollingPool(LightFleet fleet, String name, Pace pace) {
    world.closedAfterTheTest(new Trigger(world.client(), name, this::noteSlot, () -> {}));
    TestPool pool = world.pool(name, 1);
    pool.editMinReadySeconds(pace.minReadySeconds());
    pool.awaitUpToDate(Images.number(0), pace.nodes());
    pool.editPaused(true);
    pool.editImage(BAD);
    awaitStaged(pool, fleet.nodes());
    pool.editPaused(false);
    return pool;
  }

  private static void awaitStaged(TestPool pool, List<String> nodes) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(pool.bootcNodes())
                .filteredOn(node -> nodes.contains(node.getMetadata().getName()))
                .allSatisfy(node -> assertThat(NodeState.of(node)).isEqualTo(NodeState.STAGED)));
  }

  private boolean noteSlot(HasMetadata object) {
    if (object instanceof BootcNode node
        && TestPool.annotations(node).containsKey(BootcApi.IN_REBOOT_SLOT)) {
      slotsTaken.add(node.getMetadata().getName());
    }
    return false;
  }

  private static void awaitHalted(TestPool pool) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(pool.degradedReason()).isEqualTo(PoolConditions.ROLLOUT_HALTED));
  }

  private void assertTakesNoMore(TestPool pool, Pace pace) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(pool.slotHolders()).as("what has begun goes on").isEmpty());
    await()
        .atMost(pace.standsFor().multipliedBy(2))
        .during(pace.standsFor())
        .untilAsserted(() -> assertThat(slotsTaken).hasSizeLessThanOrEqualTo(MOST_FAILED));
    assertThat(pool.slotHolders()).isEmpty();
  }

  private void assertGoesOnWithAGoodImage(LightFleet fleet, TestPool pool) {
    pool.editMinReadySeconds(OptionalInt.of(0));
    pool.editImage(GOOD);
    pool.awaitUpToDate(GOOD, fleet.nodes().size());
    pool.assertRestored();
    assertThat(fleet.nodes())
        .allSatisfy(node -> assertThat(fleet.bootedImage(node)).isEqualTo(GOOD));
  }

  private static List<String> down(TestPool pool) {
    return pool.nodes().stream()
        .filter(KillPoint.AWAIT_THE_UPDATE::shows)
        .map(node -> node.getMetadata().getName())
        .toList();
  }
}
