package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.pool.OverallLimit;
import dev.bootc.rollout.activities.pool.PoolActivities;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Karpenter is kept off a Node of its own for as long as that holds a slot, and no longer. */
@RealServers
class KarpenterIT {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String[] OF_A_SLOT = {
    BootcApi.KARPENTER_DO_NOT_REPAIR, BootcApi.KARPENTER_DO_NOT_DISRUPT, BootcApi.KARPENTER_MARKS
  };
  private static final String[] CLAIMS = {
    BootcApi.OWNS_KARPENTER_DO_NOT_REPAIR, BootcApi.OWNS_KARPENTER_DO_NOT_DISRUPT
  };

  private final ControlPlane plane;
  private NodeScene scene;
  private NodeSteps steps;
  private Cordons cordons;

  KarpenterIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void makeANode() {
    scene = new NodeScene(plane);
    OwnWrites ownWrites = new OwnWrites();
    NodeWrites writes = new NodeWrites(scene.client, ownWrites);
    cordons = new Cordons(scene.client);
    steps =
        new NodeSteps(
            scene.cluster,
            writes,
            cordons,
            new Evictions(scene.client, scene.cluster),
            new GateQuestions(scene.client),
            new SlotHolders(scene.cluster, writes, ownWrites),
            new Releases(writes, cordons, Clock.systemUTC()),
            PoolActivities.admissions(scene.cluster, OverallLimit.NONE, Clock.systemUTC()),
            Clock.systemUTC());
  }

  @AfterEach
  void removeTheNode() {
    scene.close();
  }

  @Test
  void shouldKeepKarpenterOffWhileTheSlotIsHeldAndLeaveNothingOfIt() {
    // Given
    scene.nodeIsKarpenters();

    // When
    takeASlot();

    // Then
    assertThat(annotations(scene.node()))
        .containsEntry(BootcApi.KARPENTER_DO_NOT_REPAIR, "true")
        .containsEntry(BootcApi.KARPENTER_DO_NOT_DISRUPT, "true");
    assertThat(annotations(scene.bootcNode()))
        .containsEntry(CLAIMS[0], "true")
        .containsEntry(CLAIMS[1], "true");
    steps.restore(scene.ref, "cancelled");
    assertNothingIsLeft();
  }

  @Test
  void shouldLeaveOtherNodesAlone() {
    // When
    takeASlot();

    // Then
    assertThat(annotations(scene.node())).doesNotContainKeys(OF_A_SLOT);
    assertThat(annotations(scene.bootcNode())).doesNotContainKeys(CLAIMS);
  }

  @Test
  void shouldLeaveWhatSomebodyElseHadAnnotatedBefore() {
    // Given
    scene.nodeIsKarpenters();
    annotate(BootcApi.KARPENTER_DO_NOT_DISRUPT, "\"false\"");

    // When
    takeASlot();

    // Then
    assertThat(annotations(scene.node()))
        .containsEntry(BootcApi.KARPENTER_DO_NOT_REPAIR, "true")
        .containsEntry(BootcApi.KARPENTER_DO_NOT_DISRUPT, "false");
    steps.restore(scene.ref, "cancelled");
    assertThat(annotations(scene.node()))
        .containsEntry(BootcApi.KARPENTER_DO_NOT_DISRUPT, "false")
        .doesNotContainKeys(BootcApi.KARPENTER_DO_NOT_REPAIR, BootcApi.KARPENTER_MARKS);
  }

  @Test
  void shouldLeaveWhatSomebodyElseAnnotatesBetweenTheLookAndTheCordon() {
    // Given
    scene.nodeIsKarpenters();
    Node seen = scene.node();
    annotate(BootcApi.KARPENTER_DO_NOT_DISRUPT, "\"true\"");
    BootcNode holder = scene.bootcNode();
    holder.getMetadata().setAnnotations(KarpenterMarks.claimedOn(seen));
    holder
        .getMetadata()
        .getAnnotations()
        .putAll(
            Map.of(
                BootcApi.IN_REBOOT_SLOT, "",
                BootcApi.SLOT_SINCE, "2026-11-22T03:00:00Z",
                BootcApi.NODE_UID, seen.getMetadata().getUid()));

    // When
    cordons.cordon(seen, scene.ref.pool(), holder);

    // Then
    assertThat(annotations(scene.node()))
        .containsEntry(BootcApi.KARPENTER_MARKS, BootcApi.KARPENTER_DO_NOT_REPAIR);
    cordons.lift(holder);
    assertThat(annotations(scene.node()))
        .containsEntry(BootcApi.KARPENTER_DO_NOT_DISRUPT, "true")
        .doesNotContainKeys(BootcApi.KARPENTER_DO_NOT_REPAIR, BootcApi.KARPENTER_MARKS);
  }

  @Test
  void shouldKeepKarpenterOffAlsoWhereSomebodyElseHadCordonedTheNode() {
    // Given
    scene.nodeIsKarpenters();
    scene
        .client
        .nodes()
        .withName(scene.ref.node())
        .patch(MERGE, "{\"spec\":{\"unschedulable\":true}}");
    await()
        .until(() -> scene.cluster.node(scene.ref.node()).filter(NodeFacts::cordoned).isPresent());

    // When
    steps.takeSlot(scene.ref, NodeScene.NEW);

    // Then
    assertThat(NodeFacts.wasCordoned(scene.bootcNode())).hasValue(true);
    assertThat(annotations(scene.node())).containsKeys(OF_A_SLOT);
    steps.restore(scene.ref, "cancelled");
    assertNothingIsLeft();
    assertThat(NodeFacts.cordoned(scene.node())).isTrue();
  }

  @Test
  void shouldTakeAwayWhatTheGoProjectPutThereWhenItsSlotIsGivenBack() {
    // Given
    scene.nodeIsKarpenters();
    scene
        .client
        .resources(BootcNode.class)
        .withName(scene.ref.node())
        .patch(
            MERGE,
            """
            {"metadata":{"annotations":{"bootc.dev/in-reboot-slot":"","bootc.dev/was-cordoned":"false",
            "bootc.dev/owns-karpenter-do-not-repair":"true","bootc.dev/node-uid":"%s"}}}
            """
                .formatted(scene.node().getMetadata().getUid()));
    scene
        .client
        .nodes()
        .withName(scene.ref.node())
        .patch(
            MERGE,
            """
            {"metadata":{"annotations":{"karpenter.sh/do-not-repair":"true","karpenter.sh/do-not-disrupt":"true"}},
            "spec":{"unschedulable":true}}
            """);
    scene.awaitBootcNode(NodeFacts::holdsSlot);

    // When
    steps.restore(scene.ref, "cancelled");

    // Then
    assertThat(annotations(scene.node()))
        .containsEntry(BootcApi.KARPENTER_DO_NOT_DISRUPT, "true")
        .doesNotContainKey(BootcApi.KARPENTER_DO_NOT_REPAIR);
    assertThat(annotations(scene.bootcNode()))
        .doesNotContainKeys(CLAIMS)
        .doesNotContainKey(BootcApi.IN_REBOOT_SLOT);
    assertThat(NodeFacts.cordoned(scene.node())).isFalse();
  }

  private void takeASlot() {
    NodeAnswer.Slot slot = steps.takeSlot(scene.ref, NodeScene.NEW);
    assertThat(slot.next()).isEqualTo(NodeAnswer.Slot.Next.APPROVE);
    scene.awaitBootcNode(NodeFacts::holdsSlot);
  }

  private void assertNothingIsLeft() {
    assertThat(annotations(scene.node())).doesNotContainKeys(OF_A_SLOT);
    assertThat(annotations(scene.bootcNode())).doesNotContainKeys(CLAIMS);
  }

  /** Waits until the cache shows it. */
  private void annotate(String key, String value) {
    scene
        .client
        .nodes()
        .withName(scene.ref.node())
        .patch(MERGE, "{\"metadata\":{\"annotations\":{\"%s\":%s}}}".formatted(key, value));
    String version = scene.node().getMetadata().getResourceVersion();
    await()
        .until(() ->
            scene
                .cluster
                .node(scene.ref.node())
                .orElseThrow()
                .getMetadata()
                .getResourceVersion()
                .equals(version));
  }

  private static Map<String, String> annotations(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
  }
}
