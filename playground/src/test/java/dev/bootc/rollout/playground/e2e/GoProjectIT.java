package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects as the newest release of the Go project writes them, taken over in mid-rollout. */
@EndToEnd
class GoProjectIT {
  private static final String NAME = "theirs";
  private static final int NODES = 3;
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final World world;

  GoProjectIT(World world) {
    this.world = world;
  }

  @Test
  void shouldTakeOverInMidRolloutAndLeaveNothingBehind() throws Exception {
    // Given
    LightFleet fleet = world.fleet(NAME, NODES, FleetTiming.ofMillis(300, 1_000));
    world.operator().stop();
    List<String> nodes = fleet.nodes();
    String uid = createPool();
    nodes.forEach(node -> createMember(node, uid));
    takeSlot(nodes.getFirst());
    approve(nodes.getFirst());
    takeSlot(nodes.get(1));
    TestPool pool = new TestPool(world.client(), NAME);

    // When
    world.operator().startAgain();

    // Then
    pool.awaitUpToDate(Images.number(1), NODES);
    assertThat(nodes).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(1));
    assertThat(pool.bootcNodes())
        .allSatisfy(node ->
            assertThat(TestPool.annotations(node))
                .containsEntry(BootcApi.LAST_OBSERVED_STATE, "Staged")
                .doesNotContainKeys(BootcApi.IN_REBOOT_SLOT, BootcApi.WAS_CORDONED));
    assertThat(pool.nodes())
        .allSatisfy(node -> assertThat(node.getSpec().getUnschedulable()).isNotEqualTo(true));
    assertThat(world.client().resources(BootcNodePool.class).withName(NAME).require())
        .satisfies(taken ->
            assertThat(taken.getMetadata().getFinalizers())
                .containsExactly(BootcApi.POOL_FINALIZER));
    pool.delete();
    assertThat(pool.bootcNodes()).isEmpty();
    assertThat(pool.nodes())
        .extracting(node -> node.getMetadata().getLabels())
        .noneMatch(labels -> labels.containsKey(BootcApi.MANAGED_LABEL));
  }

  @Test
  void shouldLeaveWhatTheGoProjectNeedsWhenItIsStoppedInMidRollout() throws Exception {
    // Given
    LightFleet fleet = world.fleet("ours", NODES, FleetTiming.ofMillis(300, 600_000));
    TestPool pool = world.pool("ours", 1);
    pool.awaitUpToDate(Images.number(0), NODES);
    pool.editImage(Images.number(1));
    pool.awaitASlot();

    // When
    world.operator().stop();

    // Then
    assertThat(world.client().resources(BootcNodePool.class).withName("ours").require())
        .satisfies(given ->
            assertThat(given.getMetadata().getFinalizers())
                .containsExactly(BootcApi.POOL_FINALIZER));
    assertThat(pool.slotHolders()).hasSize(1).isSubsetOf(fleet.nodes());
    assertThat(pool.bootcNodes())
        .filteredOn(node -> pool.slotHolders().contains(node.getMetadata().getName()))
        .allSatisfy(node ->
            assertThat(TestPool.annotations(node)).containsEntry(BootcApi.WAS_CORDONED, "false"));
    world.operator().startAgain();
  }

  private String createPool() {
    GenericKubernetesResource pool =
        Serialization.unmarshal(
            """
            {"apiVersion":"node.bootc.dev/v1alpha1","kind":"BootcNodePool",
             "metadata":{"name":"%s","finalizers":["bootc.dev/pool-cleanup"]},
             "spec":{"nodeSelector":{"matchLabels":{"%s":"%s"}},"image":{"ref":"%s"},
                     "rollout":{"maxUnavailable":2},"disruption":{"rebootPolicy":"RebootOnly"}}}
            """
                .formatted(NAME, TestPool.LABEL, NAME, Images.number(1)),
            GenericKubernetesResource.class);
    return world.client().resource(pool).create().getMetadata().getUid();
  }

  /** Its agent finds what to stage here. */
  private void createMember(String node, String pool) {
    GenericKubernetesResource member =
        Serialization.unmarshal(
            """
            {"apiVersion":"node.bootc.dev/v1alpha1","kind":"BootcNode",
             "metadata":{"name":"%s","annotations":{"bootc.dev/last-observed-state":"Staged"},
               "ownerReferences":[{"apiVersion":"node.bootc.dev/v1alpha1","kind":"BootcNodePool",
                 "name":"%s","uid":"%s","controller":true,"blockOwnerDeletion":true}]},
             "spec":{"desiredImage":"%s","desiredImageState":"Staged","rebootPolicy":"RebootOnly"}}
            """
                .formatted(node, NAME, pool, Images.number(1)),
            GenericKubernetesResource.class);
    world.client().resource(member).create();
    patchNode(node, "{\"metadata\":{\"labels\":{\"bootc.dev/managed\":\"\"}}}");
  }

  private void takeSlot(String node) {
    patchMember(
        node,
        """
        {"metadata":{"annotations":{"bootc.dev/in-reboot-slot":"","bootc.dev/was-cordoned":"false"}}}
        """);
    patchNode(node, "{\"spec\":{\"unschedulable\":true}}");
  }

  private void approve(String node) {
    patchMember(node, "{\"spec\":{\"desiredImageState\":\"Booted\"}}");
  }

  private void patchMember(String node, String patch) {
    world.client().resources(BootcNode.class).withName(node).patch(MERGE, patch);
  }

  private void patchNode(String node, String patch) {
    world.client().resources(Node.class).withName(node).patch(MERGE, patch);
  }
}
