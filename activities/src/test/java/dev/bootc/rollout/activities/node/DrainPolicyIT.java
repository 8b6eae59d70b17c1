package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer.Drain.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code spec.rollout.drain} says, on a real API server. */
@RealServers
class DrainPolicyIT {

  private final ControlPlane plane;
  private DrainScene scene;

  DrainPolicyIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void makeANode() {
    scene = new DrainScene(plane);
  }

  @AfterEach
  void removeTheNode() {
    scene.close();
  }

  @Test
  void shouldWaitForBarePodsAndEmptyDirsWhenThePoolDoesNotWantThemDeleted() {
    // Given
    scene.drainPolicy(Duration.ofMinutes(10), Map.of("force", false, "deleteEmptyDirData", false));
    scene.barePod("alone", "", "");
    scene.deploymentWith("cache", "\"volumes\":[{\"name\":\"d\",\"emptyDir\":{}}],");
    scene.deployment("web", 1, false);
    Instant began = Instant.now();
    NodeAnswer.Slot slot = scene.takeSlot();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    assertThat(slot.next()).isEqualTo(NodeAnswer.Slot.Next.DRAIN);
    scene.awaitSaid("alone: no controller brings it back: delete it, or set");
    scene.awaitSaid("has an emptyDir, whose data would be lost");
    await().untilAsserted(() -> assertThat(scene.evictionsAskedForSince(began)).isEqualTo(1));
    scene.deletePod("alone");
    scene.drainPolicy(Map.of("deleteEmptyDirData", true));
    DrainScene.assertEnds(drain, Outcome.DRAINED);
    assertThat(scene.evictionsAskedForSince(began)).isEqualTo(2);
  }

  @Test
  void shouldEvictOnlyWhatIsSelectedWithTheGraceOfThePoolWhenItSaysSo() {
    // Given
    scene.drainPolicy(
        Duration.ofMinutes(10),
        Map.of(
            "gracePeriodSeconds", 7, "podSelector", Map.of("matchLabels", Map.of("app", "web"))));
    scene.deployment("stays", 1, false);
    scene.barePod("web", "\"finalizers\":[\"example.com/hold\"],", "");
    scene.takeSlot();
    List<Long> graces = scene.gracePeriodsOfPods();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    await().untilAsserted(() -> assertThat(graces).contains(7L));
    scene.releasePods();
    DrainScene.assertEnds(drain, Outcome.DRAINED);
    assertThat(scene.pods()).singleElement().matches(pod -> !pod.isMarkedForDeletion());
    assertThat(scene.otherSteps.approveReboot(scene.scene.ref).outcome())
        .isEqualTo(NodeAnswer.Approval.Outcome.APPROVED);
  }

  @Test
  void shouldLetAJobCompleteWhenThePoolWaitsForJobs() {
    // Given
    scene.drainPolicy(Duration.ofMinutes(10), Map.of("order", "WaitForJobs"));
    scene.job("work");
    scene.deployment("web", 1, false);
    Instant began = Instant.now();
    scene.takeSlot();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    scene.awaitSaid("of a Job, which may complete");
    await().untilAsserted(() -> assertThat(scene.evictionsAskedForSince(began)).isEqualTo(1));
    assertThat(drain).isNotDone();
    scene.completes("work");
    DrainScene.assertEnds(drain, Outcome.DRAINED);
    assertThat(scene.evictionsAskedForSince(began)).isEqualTo(1);
  }

  @Test
  void shouldEvictByPriorityWhenThePoolSaysSo() {
    // Given
    scene.drainPolicy(Duration.ofMinutes(10), Map.of("order", "ByPriority"));
    scene.deployment("later", 1, false);
    scene.priorityClass(-10);
    scene.deploymentWith("first", "\"priorityClassName\":\"" + scene.namespace + "\",");
    scene.budgetOfZero("none", "first");
    Instant began = Instant.now();
    scene.takeSlot();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    scene.awaitSaid("leaves after those of lower priority");
    assertThat(scene.pods()).allSatisfy(pod -> assertThat(pod.isMarkedForDeletion()).isFalse());
    scene.deleteBudget("none");
    DrainScene.assertEnds(drain, Outcome.DRAINED);
    assertThat(scene.evictionsAskedForSince(began)).isGreaterThan(2);
  }

  @Test
  void shouldLeaveTheNodeOutAndNameEachReasonBeforeAnyCordonWhenThePoolSkips() {
    // Given
    fillWithPodsThatCannotLeave();
    scene.drainPolicy(Map.of("onPreflight", "Skip", "force", false, "deleteEmptyDirData", false));

    // When
    NodeAnswer.Slot slot = scene.steps.takeSlot(scene.scene.ref, NodeScene.NEW);

    // Then
    assertThat(slot.next()).isEqualTo(NodeAnswer.Slot.Next.NOT_STARTED);
    scene.scene.awaitBootcNode(node -> NodeFacts.leftOut(node).isPresent());
    BootcNode left = scene.scene.bootcNode();
    assertThat(NodeFacts.holdsSlot(left)).isFalse();
    assertThat(NodeFacts.leftOut(left))
        .hasValueSatisfying(mark -> {
          assertThat(mark.generation())
              .isEqualTo(scene.scene.pool.read().orElseThrow().getMetadata().getGeneration());
          assertNamesEach(mark.why());
          assertThat(mark.why()).contains("no controller brings it back", "has an emptyDir");
        });
    assertThat(scene.node().getSpec().getUnschedulable()).isNull();
  }

  @Test
  void shouldSayWithTheSlotWhatStandsInTheWayWhenThePoolWarns() {
    // Given
    fillWithPodsThatCannotLeave();
    scene.drainPolicy(Map.of("onPreflight", "Warn"));

    // When
    NodeAnswer.Slot slot = scene.takeSlot();

    // Then
    assertThat(slot.next()).isEqualTo(NodeAnswer.Slot.Next.DRAIN);
    assertNamesEach(NodeFacts.waitsFor(scene.scene.bootcNode()));
    assertThat(NodeFacts.waitsFor(scene.scene.bootcNode())).doesNotContain("emptyDir");
  }

  @Test
  void shouldTakeTheSlotAndForgetTheLookWhenNothingStandsInTheWayAnyMore() {
    // Given
    scene.deployment("blocked", 1, false);
    scene.budgetOfZero("none", "blocked");
    scene.drainPolicy(Map.of("onPreflight", "Skip"));
    NodeAnswer.Slot first = scene.steps.takeSlot(scene.scene.ref, NodeScene.NEW);
    scene.scene.awaitBootcNode(node -> NodeFacts.leftOut(node).isPresent());
    scene.drainPolicy(Map.of("onPreflight", "Skip", "order", "ByPriority"));
    scene.deleteBudget("none");

    // When
    NodeAnswer.Slot second = scene.takeSlot();

    // Then
    assertThat(first.next()).isEqualTo(NodeAnswer.Slot.Next.NOT_STARTED);
    assertThat(second.next()).isEqualTo(NodeAnswer.Slot.Next.DRAIN);
    scene.scene.awaitBootcNode(node -> NodeFacts.leftOut(node).isEmpty());
  }

  @Test
  void shouldKeepTheNodeUpUntilItsVolumesAreDetachedWhenThePoolWaitsForThem() {
    // Given
    scene.deployment("stateful", 1, false);
    String volume = scene.namespace;
    scene.attach(volume);
    scene.drainPolicy(Map.of("volumesDetachSeconds", 300));
    scene.takeSlot();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    scene.awaitSaid("volumes are still attached, and are given 300 s at most: pv-" + volume);
    assertThat(drain).isNotDone();
    scene.detach(volume);
    DrainScene.assertEnds(drain, Outcome.DRAINED);
  }

  @Test
  void shouldWaitForVolumesAlsoWhenNoPodIsLeftOnTheNode() {
    // Given
    String volume = scene.namespace;
    scene.attach(volume);
    scene.drainPolicy(Map.of("volumesDetachSeconds", 1));

    // When
    NodeAnswer.Slot slot = scene.takeSlot();

    // Then
    assertThat(slot.next()).isEqualTo(NodeAnswer.Slot.Next.DRAIN);
    DrainScene.assertEnds(scene.drain(), Outcome.DRAINED);
    scene.detach(volume);
  }

  private void fillWithPodsThatCannotLeave() {
    scene.deployment("zero", 1, false);
    scene.budgetOfZero("none", "zero");
    scene.deployment("twice", 1, false);
    scene.budgetOfZero("one", "twice");
    scene.budgetOfZero("two", "twice");
    scene.localVolume("local");
    scene.barePod(
        "data",
        "",
        "\"volumes\":[{\"name\":\"d\",\"persistentVolumeClaim\":{\"claimName\":\"local\"}},"
            + "{\"name\":\"e\",\"emptyDir\":{}}],");
  }

  private static void assertNamesEach(String text) {
    assertThat(text)
        .startsWith("cannot be drained: ")
        .contains("PodDisruptionBudget none never lets one go")
        .contains("two PodDisruptionBudgets select it")
        .contains("data: its volume is on this node only");
  }
}
