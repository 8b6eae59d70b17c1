package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer.Drain.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code spec.rollout.drain.timeoutAction} says, on a real API server. */
@RealServers
class DrainTimeoutIT {
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final Map<String, ?> HOLD = Map.of("timeoutAction", "Hold");
  private static final Map<String, ?> FORCE = Map.of("timeoutAction", "Force");

  private final ControlPlane plane;
  private DrainScene scene;

  DrainTimeoutIT(ControlPlane plane) {
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
  void shouldKeepItsSlotAndGoOnWhenTheTimeIsOverAndThePoolHolds() {
    // Given
    scene.drainPolicy(A_SECOND, HOLD);
    scene.deployment("blocked", 1, false);
    scene.budgetOfZero("none", "blocked");
    scene.takeSlot();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    scene.awaitSaid("drainTimeoutSeconds 1 passed, and timeoutAction Hold keeps the slot; waiting");
    scene.scene.awaitBootcNode(
        node -> NodeFacts.waitsFor(node).contains("PodDisruptionBudget none"));
    assertThat(drain).isNotDone();
    scene.deleteBudget("none");
    DrainScene.assertEnds(drain, Outcome.DRAINED);
  }

  @Test
  void shouldDeleteWhatABudgetHoldsWhenTheTimeIsOverAndThePoolForces() {
    // Given
    scene.drainPolicy(A_SECOND, FORCE);
    scene.deployment("blocked", 2, false);
    scene.budgetOfZero("none", "blocked");
    Instant began = Instant.now();
    scene.takeSlot();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    DrainScene.assertEnds(drain, Outcome.DRAINED);
    assertThat(scene.deletionsAskedForSince(began)).isEqualTo(2);
  }

  @Test
  void shouldDeleteWhatAWebhookHoldsWhenTheTimeIsOverAndThePoolForces() {
    // Given
    scene.deployment("guarded", 1, false);
    scene.webhookThatIsDown();
    scene.takeSlot();
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();
    scene.awaitSaid("webhook down.example.com does not answer");
    Instant before = Instant.now();

    // When
    scene.drainPolicy(A_SECOND, FORCE);

    // Then
    DrainScene.assertEnds(drain, Outcome.DRAINED);
    assertThat(scene.deletionsAskedForSince(before)).isEqualTo(1);
  }

  @Test
  void shouldNameTheWebhookWhenTheTimeIsOverAndThePoolSkips() {
    // Given
    scene.deployment("guarded", 1, false);
    scene.webhookThatIsDown();
    scene.takeSlot();
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();
    scene.awaitSaid("webhook down.example.com does not answer");

    // When
    scene.drainPolicy(A_SECOND, Map.of("timeoutAction", "Skip"));

    // Then
    DrainScene.assertEnds(drain, Outcome.TIMED_OUT);
    assertThat(drain.join().message())
        .startsWith("drainTimeoutSeconds 1 passed; ")
        .contains("webhook down.example.com does not answer");
  }

  @Test
  void shouldWaitForAFinalizerWhenItDeletedThePodByForce() {
    // Given
    scene.barePod("stuck", "\"finalizers\":[\"example.com/hold\"],", "");
    scene.webhookThatIsDown();
    scene.drainPolicy(A_SECOND, FORCE);
    Instant began = Instant.now();
    scene.takeSlot();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    scene.awaitSaid("timeoutAction Force deletes what is left; waiting for " + scene.namespace);
    await().untilAsserted(() -> assertThat(scene.deletionsAskedForSince(began)).isEqualTo(1));
    assertThat(drain).isNotDone();
    scene.releasePods();
    DrainScene.assertEnds(drain, Outcome.DRAINED);
  }
}
