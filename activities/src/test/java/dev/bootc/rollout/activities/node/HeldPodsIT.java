package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Drains that go no further for pods that stay; beside {@link DrainIT}, as they take long. */
@RealServers
class HeldPodsIT {
  private final ControlPlane plane;
  private DrainScene scene;

  HeldPodsIT(ControlPlane plane) {
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
  void shouldAskAFewTimesASecondWhenManyPodsAreHeld() {
    // Given
    scene.scene.pool.editDrainTimeout(Duration.ZERO);
    scene.deployment("blocked", 60, false);
    scene.budgetOfZero("none", "blocked");
    scene.takeSlot();
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();
    scene.awaitSaid(
        "and 57 more: PodDisruptionBudget none never lets one go (it needs 60 of its 60)");

    // When
    Instant began = Instant.now();
    await()
        .during(Duration.ofSeconds(10))
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(drain).isNotDone());

    // Then
    assertThat(scene.evictionsAskedForSince(began)).isBetween(10L, 60L);
  }

  @Test
  void shouldSayThatTwoBudgetsHoldAPodWhenTheEvictionApiServesNone() {
    // Given
    scene.deployment("twice", 1, false);
    scene.budgetOfZero("one", "twice");
    scene.budgetOfZero("two", "twice");
    scene.takeSlot();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    scene.awaitSaid("two PodDisruptionBudgets select it");
    scene.scene.awaitBootcNode(node -> NodeFacts.waitsFor(node).contains("narrow the selector"));
    assertThat(drain).isNotDone();
  }

  @Test
  @Tag("thorough")
  void shouldSayWhoHoldsAPodWhenItTerminatesForEver() {
    // Given
    scene.create(
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"stuck","namespace":"%s",
        "finalizers":["example.com/hold"]},"spec":{"nodeName":"%s","terminationGracePeriodSeconds":1,
        "containers":[{"name":"c","image":"registry.example.com/pause:1"}]}}
        """
            .formatted(scene.namespace, scene.scene.ref.node()));
    scene.deletePod("stuck");
    scene.takeSlot();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    scene.awaitSaid("held by finalizer example.com/hold");
    assertThat(drain).isNotDone();
  }
}
