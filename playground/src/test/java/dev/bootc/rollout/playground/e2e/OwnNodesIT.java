package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Temporal and the operator run on the nodes that they update, and go down with them. */
@EndToEnd(alone = true)
class OwnNodesIT {
  /** As the chart has it. */
  private static final Duration LONGER_THAN_A_BOOT = Duration.ofMinutes(15);

  private final World world;
  private final Set<String> slotsTaken = Collections.synchronizedSet(new LinkedHashSet<>());

  OwnNodesIT(World world) {
    this.world = world;
  }

  @Test
  void shouldCompleteByItselfWhenTheOnlyNodeIsTheOneThatItRunsOn() throws Exception {
    updateTheOnlyNode("alone", 1_500, LONGER_THAN_A_BOOT);
  }

  @Test
  @Tag("thorough")
  void shouldCompleteByItselfWhenTheOnlyNodeBootsForLongerThanItsPodsTolerate() throws Exception {
    updateTheOnlyNode("slowly", 15_000, Duration.ofSeconds(3));
  }

  @Test
  void shouldCompleteByItselfWhenTemporalIsBoundToOneOfThreeNodes() throws Exception {
    // Given
    LightFleet fleet = world.fleet("bound", 3, FleetTiming.ofMillis(300, 1_500));
    String ofTemporal = fleet.nodes().get(1);
    Scene scene = scene(fleet, "bound", ofTemporal, LONGER_THAN_A_BOOT);
    Set<String> ours = new TreeSet<>(Set.of(ofTemporal));
    scene.workloads.pods("operator").forEach(pod -> ours.add(pod.getSpec().getNodeName()));

    // When
    scene.pool.editImage(Images.number(1));

    // Then
    scene.pool.awaitUpToDate(Images.number(1), 3);
    List<String> order = new ArrayList<>(slotsTaken);
    assertThat(order).hasSize(3);
    assertThat(order.subList(0, order.size() - ours.size())).doesNotContainAnyElementsOf(ours);
    assertCameBack(scene);
  }

  private void updateTheOnlyNode(String name, long boot, Duration tolerates) throws Exception {
    // Given
    LightFleet fleet = world.fleet(name, 1, FleetTiming.ofMillis(300, boot));
    String node = fleet.nodes().getFirst();
    world.pod(node);
    Scene scene = scene(fleet, name, node, tolerates);

    List<String> before = uids(scene);

    // When
    scene.pool.editImage(Images.number(1));

    // Then
    scene.pool.awaitUpToDate(Images.number(1), 1);
    assertThat(scene.processes.deathsOfTheOperator()).isPositive();
    assertThat(uids(scene).equals(before)).isEqualTo(tolerates.toMillis() > boot);
    assertCameBack(scene);
  }

  private static List<String> uids(Scene scene) {
    return scene.workloads.pods("operator").stream()
        .map(pod -> pod.getMetadata().getUid())
        .toList();
  }

  /**
   * @param ofTemporal the node that has its volume
   */
  private record Scene(
      LightFleet fleet,
      TestPool pool,
      OwnWorkloads workloads,
      OwnProcesses processes,
      String ofTemporal) {}

  private Scene scene(LightFleet fleet, String name, String nodeOfTheVolume, Duration tolerates) {
    OwnWorkloads workloads =
        world.closedAfterTheTest(new OwnWorkloads(world.client(), name, tolerates));
    workloads.install(nodeOfTheVolume);
    TestPool pool = world.pool(name, 1);
    pool.awaitUpToDate(Images.number(0), fleet.nodes().size());
    world.closedAfterTheTest(new NodeTaints(world.client(), name));
    world.closedAfterTheTest(new Trigger(world.client(), name, this::noteSlot, () -> {}));
    return new Scene(
        fleet,
        pool,
        workloads,
        world.closedAfterTheTest(OwnProcesses.follow(world)),
        nodeOfTheVolume);
  }

  private boolean noteSlot(HasMetadata object) {
    if (object instanceof BootcNode node
        && TestPool.annotations(node).containsKey(BootcApi.IN_REBOOT_SLOT)) {
      slotsTaken.add(node.getMetadata().getName());
    }
    return false;
  }

  /** Temporal died once, with its node, and all is as before. */
  private void assertCameBack(Scene scene) {
    assertThat(scene.processes.deathsOfTemporal()).isOne();
    assertThat(scene.workloads.pods("temporal"))
        .singleElement()
        .satisfies(pod -> assertThat(pod.getSpec().getNodeName()).isEqualTo(scene.ofTemporal()));
    assertThat(scene.workloads.pods("operator")).hasSize(1);
    assertThat(scene.fleet.nodes())
        .allSatisfy(each -> assertThat(scene.fleet.reboots(each)).isEqualTo(1));
    scene.pool.assertRestored();
    await().untilAsserted(() -> assertThat(world.openWorkflows(scene.pool.name())).isEmpty());
  }
}
