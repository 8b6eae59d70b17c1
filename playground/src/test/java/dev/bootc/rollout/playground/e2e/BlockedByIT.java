package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.playground.stranger.Stranger;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.fleet.NodeFault;
import dev.bootc.rollout.testkit.junit.Promised;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is in the way is said with its object, its time and a command, in Kubernetes and on the
 * board.
 */
@EndToEnd
class BlockedByIT {
  /** Pods that end in this time are no cause. */
  private static final Duration PODS_NEED_AT_MOST = Duration.ofSeconds(5);

  /** What runs reacts at once, but a new pod has to be brought first. */
  private static final Duration AGENT_REACTS_WITHIN = Duration.ofSeconds(8);

  /** From when it stands in the pool's status. */
  private static final Duration ON_THE_BOARD_WITHIN = Duration.ofSeconds(10);

  private final World world;

  BlockedByIT(World world) {
    this.world = world;
  }

  @Test
  void shouldNameThePodWhenADrainIsBlocked() {
    // Given
    LightFleet fleet = world.fleet("drains", 1, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("drains", fleet);
    String node = fleet.nodes().getFirst();
    world.heldPod(node);

    // When
    pool.editImage(Images.number(1));

    // Then
    pool.awaitASlot();
    BlockedBy drain =
        awaitSaid(pool, Kind.DRAIN_BLOCKED, "Pod/default/on-" + node, PODS_NEED_AT_MOST);
    assertThat(drain.nodes()).containsExactly(node);
    pool.editPullSecret("default", "missing");
    awaitSaid(pool, Kind.SECRET_MISSING, "Secret/default/missing");
    assertThat(pool.blockedBy(Kind.DRAIN_BLOCKED).since()).isEqualTo(drain.since());
    world.letPodsGo();
    pool.awaitUpToDate(Images.number(1), 1);
  }

  @Test
  void shouldSayThatTemporalIsAwayWhenItDoesNotAnswer() {
    // Given
    LightFleet fleet = world.fleet("away", 1, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("away", fleet);
    world.heldPod(fleet.nodes().getFirst());
    pool.editImage(Images.number(1));
    pool.awaitASlot();

    // When
    world.killTemporal();

    // Then
    pool.awaitBlockedBy(Kind.TEMPORAL_UNAVAILABLE, "Temporal/frontend");
    assertThat(pool.status().blockedBy().getFirst().kind()).isEqualTo("TemporalUnavailable");
    world.startTemporal();
    world.letPodsGo();
    pool.awaitUpToDate(Images.number(1), 1);
    await().untilAsserted(() -> assertThat(pool.status().blockedBy()).isEmpty());
  }

  @Test
  void shouldSayWhoPausedAndHowToResumeWhenPaused() {
    // Given
    LightFleet fleet = world.fleet("pauses", 1, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("pauses", fleet);
    pool.editPaused(true);

    // When
    pool.editImage(Images.number(1));

    // Then
    assertThat(awaitSaid(pool, Kind.PAUSED, "BootcNodePool/pauses").nextAction())
        .startsWith("kubectl patch bnp pauses ");
    world.temporal("pauses").pause("lunch");
    pool.editPaused(false);
    await()
        .untilAsserted(() ->
            assertThat(pool.blockedBy(Kind.PAUSED).nextAction())
                .startsWith("temporal workflow signal --name resume "));
    world.temporal("pauses").cancel();
    pool.awaitBlockedBy(Kind.CANCELLED, "BootcNodePool/pauses");
  }

  @Test
  void shouldNameTheNodeWhenItCannotStage() {
    // Given
    LightFleet fleet = world.fleet("stages", 1, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("stages", fleet);
    String node = fleet.nodes().getFirst();
    fleet.setFault(node, NodeFault.FAILS_TO_STAGE);

    // When
    pool.editImage(Images.number(1));

    // Then
    awaitSaid(pool, Kind.STAGING_FAILED, "Node/" + node);
    fleet.setFault(node, NodeFault.CANNOT_REACH_REGISTRY);
    awaitSaid(pool, Kind.REGISTRY_UNAVAILABLE, "Node/" + node);
    fleet.clearFault(node, NodeFault.CANNOT_REACH_REGISTRY);
    fleet.clearFault(node, NodeFault.FAILS_TO_STAGE);
    pool.awaitUpToDate(Images.number(1), 1);
  }

  @Test
  void shouldNameTheNodeWhenSomebodyElseRebootedItInVainWhilePaused() {
    // Given
    LightFleet fleet = world.fleet("in-vain", 1, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("in-vain", fleet);
    String node = fleet.nodes().getFirst();
    fleet.setFault(node, NodeFault.LOCKS_WHAT_IS_STAGED);
    pool.editPaused(true);
    pool.editImage(Images.number(1));
    awaitSaid(pool, Kind.PAUSED, "BootcNodePool/in-vain");
    await()
        .untilAsserted(() ->
            assertThat(pool.bootcNodes()).allMatch(each -> NodeState.of(each) == NodeState.STAGED));

    // When
    fleet.reboot(node);

    // Then
    awaitSaid(pool, Kind.FOREIGN_REBOOT, "Node/" + node);
    pool.editPaused(false);
    pool.awaitUpToDate(Images.number(1), 1);
  }

  @Test
  void shouldNameThePoolWhenAnotherOnesRolloutRunsInItsPlace() {
    // Given
    LightFleet fleet = world.fleet("taken", 1, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("taken", fleet);
    await().untilAsserted(() -> assertThat(world.openWorkflows("taken")).isEmpty());
    try (Stranger stranger = new Stranger(world.temporal().address())) {
      stranger.startsRolloutInPlaceOf(
          new Stranger.Victim("taken", pool.uid()), "of-another-cluster", Images.number(1));
    }

    // When
    pool.editImage(Images.number(1));

    // Then
    BlockedBy taken = pool.awaitBlockedBy(Kind.SPEC_NOT_TAKEN, "BootcNodePool/taken");
    assertThat(taken.message()).contains("of-another-cluster");
    world.temporal("taken").terminate();
    pool.awaitUpToDate(Images.number(1), 1);
  }

  @Test
  void shouldNameTheWorkflowWhenWorkersFailAtItsTasks() {
    // Given
    LightFleet fleet = world.fleet("stuck", 1, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("stuck", fleet);
    await().untilAsserted(() -> assertThat(world.openWorkflows("stuck")).isEmpty());
    try (Stranger stranger = new Stranger(world.temporal().address())) {
      stranger.startsWhatNoWorkerUnderstands(new Stranger.Victim("stuck", pool.uid()));
    }

    // When
    pool.editImage(Images.number(1));

    // Then
    BlockedBy stuck = pool.awaitBlockedBy(Kind.WORKFLOW_STUCK, "Workflow/rollout/stuck");
    assertThat(stuck.message()).contains("rollout/stuck");
    world.temporal("stuck").terminate();
    pool.awaitUpToDate(Images.number(1), 1);
  }

  @Test
  void shouldNameThePodOfTheRolloutItselfWhenItIsNotReady() {
    // Given
    LightFleet fleet = world.fleet("brain", 1, FleetTiming.ofMillis(200, 500));
    LightFleet elsewhere = world.fleet("elsewhere", 1, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("brain", fleet);
    lifeline("brain-temporal", fleet.nodes().getFirst());
    Pod database = lifeline("brain-postgres", elsewhere.nodes().getFirst());
    world
        .client()
        .resource(database)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}}");

    // When
    pool.editImage(Images.number(1));

    // Then
    awaitSaid(pool, Kind.OWN_BRAIN_LAST, "Pod/default/brain-postgres");
    world.client().resource(database).withGracePeriod(0).delete();
    pool.awaitUpToDate(Images.number(1), 1);
  }

  /** A Ready pod without which a rollout stands still. */
  private Pod lifeline(String name, String node) {
    Pod pod =
        world
            .client()
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace("default")
                    .addToLabels(BootcApi.LIFELINE_LABEL, "")
                    .endMetadata()
                    .withNewSpec()
                    .withNodeName(node)
                    .addNewContainer()
                    .withName("main")
                    .withImage("registry.example.com/os/main")
                    .endContainer()
                    .endSpec()
                    .build())
            .create();
    world.closedAfterTheTest(() -> world.client().resource(pod).withGracePeriod(0).delete());
    await()
        .untilAsserted(
            () -> assertThat(Readiness.isPodReady(world.client().resource(pod).get())).isTrue());
    return pod;
  }

  @Test
  void shouldNameTheNodeWhenItsAgentIsSilent() {
    // Given
    LightFleet fleet = world.fleet("silent", 1, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("silent", fleet);
    String node = fleet.nodes().getFirst();
    fleet.setFault(node, NodeFault.AGENT_IS_DEAD);

    // When
    pool.editImage(Images.number(1));

    // Then
    awaitSaid(pool, Kind.AGENT_SILENT, "Node/" + node, AGENT_REACTS_WITHIN);
    fleet.clearFault(node, NodeFault.AGENT_IS_DEAD);
    pool.awaitUpToDate(Images.number(1), 1);
  }

  @Test
  void shouldNameTheNodeWhenItIsDownAndUsesTheBudgetUp() {
    // Given
    LightFleet fleet = world.fleet("down", 2, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("down", fleet);
    String node = fleet.nodes().getFirst();
    fleet.setFault(node, NodeFault.STAYS_AWAY);
    fleet.reboot(node);

    // When
    pool.editImage(Images.number(1));

    // Then
    awaitSaid(pool, Kind.NODE_NOT_READY, "Node/" + node);
    awaitSaid(pool, Kind.BUDGET, "Node/" + node);
    fleet.nodes().forEach(this::makeControlPlane);
    pool.editMaxUnavailable(2);
    awaitSaid(pool, Kind.CONTROL_PLANE_TURN, "Node/" + node);
    fleet.clearFault(node, NodeFault.STAYS_AWAY);
    pool.awaitUpToDate(Images.number(1), 2);
  }

  @Test
  @Tag("thorough")
  void shouldNameTheNodeThatHaltsTheRolloutWhenItDoesNotComeBack() {
    // Given
    LightFleet fleet = world.fleet("lost", 2, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("lost", fleet);
    pool.editRollout("{\"rebootTimeoutSeconds\":3}");
    fleet.nodes().forEach(node -> fleet.setFault(node, NodeFault.STAYS_AWAY));

    // When
    pool.editImage(Images.number(1));

    // Then
    pool.awaitASlot();
    String node = pool.slotHolders().getFirst();
    awaitSaid(pool, Kind.HALTED, "Node/" + node);
    awaitSaid(pool, Kind.NODE_NOT_BACK, "Node/" + node);
    fleet.nodes().forEach(each -> fleet.clearFault(each, NodeFault.STAYS_AWAY));
    pool.awaitUpToDate(Images.number(1), 2);
  }

  @Test
  void shouldNameTheStepThatIsTooLargeAndThenTheNodeWhenItComesBackOnItsOldImage() {
    // Given
    LightFleet fleet = world.fleet("fails", 1, FleetTiming.ofMillis(200, 500));
    TestPool pool = settledPool("fails", fleet);
    String node = fleet.nodes().getFirst();
    fleet.setFault(node, NodeFault.COMES_BACK_ON_OLD_IMAGE);
    pool.editRollout("{\"steps\":[{\"nodes\":5}]}");

    // When
    pool.editImage(Images.number(1));

    // Then
    awaitSaid(pool, Kind.STEP_TOO_LARGE, "BootcNodePool/fails");
    pool.editRollout("{\"steps\":null}");
    awaitSaid(pool, Kind.NODE_FAILED, "Node/" + node);
  }

  @Test
  void shouldSayNothingWhenNothingIsInTheWay() {
    // Given
    LightFleet fleet = world.fleet("undisturbed", 4, FleetTiming.ofMillis(200, 1_000));
    TestPool pool = settledPool("undisturbed", fleet);
    Set<String> said = new ConcurrentSkipListSet<>();
    SharedIndexInformer<BootcNodePool> watch =
        world
            .client()
            .resources(BootcNodePool.class)
            .withName("undisturbed")
            .inform(new Noting(said));
    world.closedAfterTheTest(watch);

    // When
    pool.editImage(Images.number(1));

    // Then
    pool.awaitUpToDate(Images.number(1), 4);
    assertThat(said).isEmpty();
  }

  private void makeControlPlane(String node) {
    world
        .client()
        .nodes()
        .withName(node)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"labels\":{\"node-role.kubernetes.io/control-plane\":\"\"}}}");
  }

  private TestPool settledPool(String name, LightFleet fleet) {
    TestPool pool = world.pool(name, 1);
    pool.awaitUpToDate(Images.number(0), fleet.nodes().size());
    return pool;
  }

  /** In the pool's status, and on the board of its run. */
  private BlockedBy awaitSaid(TestPool pool, Kind kind, String object) {
    return awaitSaid(pool, kind, object, Duration.ZERO);
  }

  private BlockedBy awaitSaid(TestPool pool, Kind kind, String object, Duration patience) {
    pool.awaitBlockedBy(kind, object, patience);
    await()
        .atMost(Promised.within(ON_THE_BOARD_WITHIN))
        .untilAsserted(() ->
            assertThat(world.temporal(pool.name()).board())
                .containsPattern(
                    Pattern.quote("**%s**, %s, since ".formatted(kind.text(), object))
                        + "20\\d\\d-[-0-9T:.]+Z: "));
    return pool.blockedBy(kind);
  }

  /** Whatever is said to be in the way at any moment. */
  private record Noting(Set<String> said) implements ResourceEventHandler<BootcNodePool> {
    @Override
    public void onAdd(BootcNodePool pool) {
      note(pool);
    }

    @Override
    public void onUpdate(BootcNodePool before, BootcNodePool pool) {
      note(pool);
    }

    @Override
    public void onDelete(BootcNodePool pool, boolean unknown) {}

    private void note(BootcNodePool pool) {
      if (pool.getStatus() != null) {
        pool.getStatus().blockedBy().forEach(entry -> said.add(entry.toString()));
      }
    }
  }
}
