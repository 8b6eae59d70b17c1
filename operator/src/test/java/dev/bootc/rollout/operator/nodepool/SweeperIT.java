package dev.bootc.rollout.operator.nodepool;

import static dev.bootc.rollout.operator.nodepool.PoolScene.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.operator.rollout.EndAnswer;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What people do to BootcNodes and Nodes, and what the leader makes of it: the chart's rights, a
 * real API server, a pretended Temporal.
 */
@RealServers
final class SweeperIT {

  private final ControlPlane plane;
  private PoolScene scene;

  SweeperIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void setTheScene() {
    scene = new PoolScene(plane);
  }

  @AfterEach
  void removeTheScene() {
    scene.close();
  }

  @Test
  void shouldLiftItsCordonWhenTheBootcNodeIsDeletedInItsSlot() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");

    // When
    scene.admin.resources(BootcNode.class).withName(scene.name("a")).delete();

    // Then
    eventually(() -> {
      assertThat(scene.cordoned("a")).isFalse();
      assertThat(annotations("a")).doesNotContainKey(BootcApi.CORDONED_BY);
      assertThat(scene.bootcNode("a"))
          .hasValueSatisfying(made -> assertThat(made).matches(SweeperIT::isFree));
      assertThat(scene.condition(scene.poolName, "MarksInOrder"))
          .isEqualTo(
              "False Mended "
                  + scene.name("a")
                  + " was cordoned by us and held no slot: the cordon is lifted");
    });
  }

  @Test
  void shouldLiftItsCordonAlsoWhileTheRolloutIsCancelledAndTemporalIsAway() {
    // Given
    scene.rollouts.answer(new FollowAnswer.Cancelled());
    scene.rollouts.answer(EndAnswer.UNREACHABLE);
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");

    // When
    scene.admin.resources(BootcNode.class).withName(scene.name("a")).delete();

    // Then
    eventually(() -> assertThat(scene.cordoned("a")).isFalse());
  }

  @Test
  void shouldLeaveACordonThatAPersonMadeTheirsWhenTheBootcNodeIsDeleted() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");
    holdSlot("b");
    scene.patchNode("a", "{\"metadata\":{\"annotations\":{\"bootc.dev/cordoned-by\":null}}}");

    // When
    scene.admin.resources(BootcNode.class).withName(scene.name("a")).delete();
    scene.admin.resources(BootcNode.class).withName(scene.name("b")).delete();

    // Then
    eventually(() -> assertThat(scene.cordoned("b")).isFalse());
    assertThat(scene.cordoned("a")).isTrue();
  }

  @Test
  void shouldLiftTheCordonOfAPoolThatIsNotThereAlsoWhereThereIsNoPoolAtAll() {
    // When
    scene.patchNode(
        "other",
        """
        {"metadata":{"annotations":{"bootc.dev/cordoned-by":"nobody","bootc.dev/cordoned-since":"x"}},
        "spec":{"unschedulable":true}}
        """);

    // Then
    eventually(() -> assertThat(scene.cordoned("other")).isFalse());
  }

  @Test
  @Tag("thorough")
  void shouldTakeAwayWhatKeptKarpenterOffWhenTheBootcNodeIsDeletedInItsSlot() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");
    scene.patchNode(
        "a",
        """
        {"metadata":{"annotations":{"karpenter.sh/do-not-disrupt":"true","karpenter.sh/do-not-repair":"true",
        "bootc.dev/karpenter-marks":"karpenter.sh/do-not-disrupt"}}}
        """);

    // When
    scene.admin.resources(BootcNode.class).withName(scene.name("a")).delete();

    // Then
    eventually(() ->
        assertThat(annotations("a"))
            .containsKey(BootcApi.KARPENTER_DO_NOT_REPAIR)
            .doesNotContainKeys(BootcApi.KARPENTER_DO_NOT_DISRUPT, BootcApi.KARPENTER_MARKS));
  }

  @Test
  @Tag("thorough")
  void shouldTakeTheMarkAwayWhenAPersonLiftsTheCordonOfADeletedSlot() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");

    // When
    scene.patchNode("a", "{\"spec\":{\"unschedulable\":null}}");
    scene.admin.resources(BootcNode.class).withName(scene.name("a")).delete();

    // Then
    eventually(() -> assertThat(annotations("a")).doesNotContainKey(BootcApi.CORDONED_BY));
  }

  @Test
  void shouldTakeBackAnApprovalThatHoldsNoSlot() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.bootcNode("a")).isPresent());

    // When
    scene.patchBootcNode("a", "{\"spec\":{\"desiredImageState\":\"Booted\"}}");

    // Then
    eventually(() -> {
      assertThat(scene.bootcNode("a"))
          .hasValueSatisfying(member -> assertThat(member).matches(SweeperIT::isFree));
      assertThat(scene.condition(scene.poolName, "MarksInOrder")).contains("was asked to reboot");
    });
  }

  @Test
  void shouldBeginAnewWhenAnotherMachineRegistersUnderTheName() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");
    String before = scene.bootcNode("a").orElseThrow().getMetadata().getUid();

    // When
    scene.admin.nodes().withName(scene.name("a")).delete();
    scene.createNode("a", Map.of("run", scene.run));

    // Then
    eventually(() -> {
      assertThat(scene.bootcNode("a"))
          .hasValueSatisfying(made -> {
            assertThat(made.getMetadata().getUid()).isNotEqualTo(before);
            assertThat(made).matches(SweeperIT::isFree);
          });
      assertThat(scene.labels("a")).containsKey(BootcApi.MANAGED_LABEL);
      assertThat(scene.cordoned("a")).isFalse();
    });
  }

  @Test
  void shouldGiveASlotBackThatNoUpdateOwnsOnceTheRolloutIsCancelled() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");

    // When
    scene.rollouts.answer(new FollowAnswer.Cancelled());
    scene.controller.wakeAll();

    // Then
    eventually(() -> {
      assertThat(scene.bootcNode("a"))
          .hasValueSatisfying(member -> assertThat(member).matches(SweeperIT::isFree));
      assertThat(scene.cordoned("a")).isFalse();
      assertThat(scene.condition(scene.poolName, "MarksInOrder")).contains("that no update owned");
    });
  }

  private static boolean isFree(BootcNode node) {
    return !NodeFacts.holdsSlot(node) && !NodeFacts.approved(node);
  }

  /** As the step "take the slot" leaves it. */
  private void holdSlot(String node) {
    eventually(() -> assertThat(scene.bootcNode(node)).isPresent());
    String uid = scene.admin.nodes().withName(scene.name(node)).require().getMetadata().getUid();
    scene.patchBootcNode(
        node,
        """
        {"metadata":{"annotations":{"bootc.dev/in-reboot-slot":"","bootc.dev/was-cordoned":"false",
        "bootc.dev/slot-since":"2026-01-01T00:00:00Z","bootc.dev/node-uid":"%s"}}}
        """
            .formatted(uid));
    scene.awaitSlotOf(node);
    scene.patchNode(
        node,
        """
        {"metadata":{"annotations":{"bootc.dev/cordoned-by":"%s",
        "bootc.dev/cordon-reason":"an update is under way",
        "bootc.dev/cordoned-since":"2026-01-01T00:00:00Z"}},"spec":{"unschedulable":true}}
        """
            .formatted(scene.poolName));
  }

  private Map<String, String> annotations(String node) {
    return Optional.ofNullable(
            scene.admin.nodes().withName(scene.name(node)).require().getMetadata().getAnnotations())
        .orElse(Map.of());
  }
}
