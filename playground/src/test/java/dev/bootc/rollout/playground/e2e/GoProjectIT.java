package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Objects as the newest release of the Go project writes them, on machines of Karpenter's: taken
 * over in mid-rollout, and given back.
 */
@EndToEnd
class GoProjectIT {
  private static final String NAME = "theirs";
  private static final int NODES = 3;
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String[] KARPENTERS = {
    BootcApi.KARPENTER_DO_NOT_REPAIR, BootcApi.KARPENTER_DO_NOT_DISRUPT
  };
  private static final String[] OF_A_CORDON = {
    BootcApi.CORDONED_BY, BootcApi.CORDONED_SINCE, BootcApi.CORDON_REASON, BootcApi.KARPENTER_MARKS
  };
  private static final String[] OF_A_SLOT = {
    BootcApi.IN_REBOOT_SLOT,
    BootcApi.WAS_CORDONED,
    BootcApi.SLOT_SINCE,
    BootcApi.DRAIN_SINCE,
    BootcApi.APPROVED_DIGEST,
    BootcApi.OWNS_KARPENTER_DO_NOT_REPAIR,
    BootcApi.OWNS_KARPENTER_DO_NOT_DISRUPT
  };

  private final World world;

  GoProjectIT(World world) {
    this.world = world;
  }

  @Test
  void shouldTakeOverInMidRolloutAndLeaveNothingBehind() throws Exception {
    // Given
    LightFleet fleet = world.fleet(NAME, NODES, FleetTiming.ofMillis(300, 1_000));
    world.stopOperator();
    List<String> nodes = fleet.nodes();
    nodes.forEach(this::letKarpenterOwn);
    String uid = createPool();
    nodes.forEach(node -> createMember(node, uid));
    takeSlot(nodes.getFirst());
    approve(nodes.getFirst());
    takeSlot(nodes.get(1));
    TestPool pool = new TestPool(world.client(), NAME);
    world.closedAfterTheTest(pool::delete);

    // When
    world.startOperator();

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
    LightFleet fleet = world.fleet("ours", NODES, FleetTiming.ofMillis(300, 20_000));
    TestPool pool = world.pool("ours", 1);
    pool.awaitUpToDate(Images.number(0), NODES);
    pool.editImage(Images.number(1));
    pool.awaitASlot();

    // When
    world.stopOperator();

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
    world.startOperator();
  }

  @Tag("thorough")
  @Test
  void shouldLeaveNothingBehindWhenTheGoProjectTakesOverInMidRolloutAndGivesBack()
      throws Exception {
    // Given
    LightFleet fleet = world.fleet("both", NODES, FleetTiming.ofMillis(300, 1_000));
    fleet.nodes().forEach(this::letKarpenterOwn);
    TestPool pool = world.pool("both", 1);
    pool.awaitUpToDate(Images.number(0), NODES);
    pool.editImage(Images.number(1));
    pool.awaitUpToDate(Images.number(1), NODES);
    String first = fleet.nodes().getFirst();
    world.heldPod(first);
    pool.editImage(Images.number(2));
    awaitCordoned(first);

    // When
    world.stopOperator();
    assertThat(annotations(pool, first)).containsKeys(KARPENTERS);
    world.letPodsGo();
    world
        .client()
        .pods()
        .inNamespace("default")
        .withName("on-" + first)
        .withGracePeriod(0)
        .delete();
    approve(first);
    await().untilAsserted(() -> assertThat(fleet.reboots(first)).isEqualTo(2));
    freeSlot(first);
    assertThat(annotations(pool, first)).doesNotContainKeys(KARPENTERS);
    takeSlot(fleet.nodes().get(1));
    world.startOperator();

    // Then
    pool.awaitUpToDate(Images.number(2), NODES);
    assertThat(fleet.nodes()).allSatisfy(node -> assertThat(fleet.reboots(node)).isEqualTo(2));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> {
          assertThat(pool.bootcNodes())
              .allSatisfy(
                  node -> assertThat(TestPool.annotations(node)).doesNotContainKeys(OF_A_SLOT));
          assertNothingIsLeftOn(pool.nodes());
        });
  }

  private void awaitCordoned(String node) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() ->
            Boolean.TRUE.equals(
                world.client().nodes().withName(node).require().getSpec().getUnschedulable()));
  }

  private static void assertNothingIsLeftOn(List<Node> nodes) {
    assertThat(nodes)
        .hasSize(NODES)
        .allSatisfy(node -> {
          assertThat(node.getSpec().getUnschedulable()).isNotEqualTo(true);
          assertThat(annotations(node))
              .doesNotContainKeys(KARPENTERS)
              .doesNotContainKeys(OF_A_CORDON);
        });
  }

  private static Map<String, String> annotations(TestPool pool, String name) {
    return pool.nodes().stream()
        .filter(node -> node.getMetadata().getName().equals(name))
        .map(GoProjectIT::annotations)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> annotations(Node node) {
    return Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.of());
  }

  private void letKarpenterOwn(String node) {
    patchNode(
        node,
        """
        {"metadata":{"ownerReferences":[{"apiVersion":"karpenter.sh/v1","kind":"NodeClaim",
        "name":"%s","uid":"%s","blockOwnerDeletion":true}]}}
        """
            .formatted(node, UUID.randomUUID()));
  }

  /** As its controller does: what it says of itself on the BootcNode, and nothing else. */
  private void freeSlot(String node) {
    patchNode(
        node,
        """
        {"metadata":{"annotations":{"karpenter.sh/do-not-repair":null,"karpenter.sh/do-not-disrupt":null}},
        "spec":{"unschedulable":null}}
        """);
    patchMember(
        node,
        """
        {"metadata":{"annotations":{"bootc.dev/in-reboot-slot":null,"bootc.dev/was-cordoned":null,
        "bootc.dev/owns-karpenter-do-not-repair":null,"bootc.dev/owns-karpenter-do-not-disrupt":null}}}
        """);
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
        {"metadata":{"annotations":{"bootc.dev/in-reboot-slot":"","bootc.dev/was-cordoned":"false",
        "bootc.dev/owns-karpenter-do-not-repair":"true","bootc.dev/owns-karpenter-do-not-disrupt":"true"}}}
        """);
    patchNode(
        node,
        """
        {"metadata":{"annotations":{"karpenter.sh/do-not-repair":"true","karpenter.sh/do-not-disrupt":"true"}},
        "spec":{"unschedulable":true}}
        """);
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
