package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.testkit.junit.Promised;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import dev.bootc.rollout.workflows.drain.DrainedPod;
import dev.bootc.rollout.workflows.drain.EvictionAnswer;
import dev.bootc.rollout.workflows.drain.PodTraits;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer.Drain.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealServers
class DrainIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ControlPlane plane;
  private DrainScene scene;

  DrainIT(ControlPlane plane) {
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
  void shouldEvictNothingMoreWhenSomebodyLiftsTheCordon() {
    // Given
    scene.deployment("blocked", 1, false);
    scene.budgetOfZero("none", "blocked");
    scene.takeSlot();
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();
    scene.awaitSaid("blocked");

    // When
    scene.cordon(false);
    scene.awaitSaid("somebody lifted the cordon");
    Instant lifted = Instant.now();
    scene.deployment("visitors", 10, false);

    // Then
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(6))
        .untilAsserted(() -> assertThat(scene.evictionsAskedForSince(lifted)).isZero());
    assertThat(drain).isNotDone();
    scene.deleteBudget("none");
    scene.cordon(true);
    assertThat(drain)
        .succeedsWithin(PATIENCE)
        .extracting(NodeAnswer.Drain::outcome)
        .isEqualTo(Outcome.DRAINED);
    assertThat(scene.evictionsAskedForSince(lifted)).isBetween(11L, 13L);
  }

  @Test
  void shouldSeeAPodThatASchedulerBoundLateWhenTheApiServerWasAway() {
    // Given
    scene.takeSlot();
    scene.scene.apiServerIsAway();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();
    await().during(Duration.ofSeconds(1)).until(() -> !drain.isDone());
    scene.scene.pod(false);
    scene.scene.apiServerIsBack();

    // Then
    assertThat(drain)
        .succeedsWithin(PATIENCE)
        .extracting(NodeAnswer.Drain::outcome)
        .isEqualTo(Outcome.DRAINED);
    assertThat(scene.scene.pods()).allMatch(pod -> pod.isMarkedForDeletion());
  }

  @Test
  void shouldNotTimeOutWhenNothingButSchedulersIsWaitedFor() {
    // Given
    scene.scene.pool.editDrainTimeout(Duration.ofSeconds(1));
    scene.takeSlot();
    scene.scene.apiServerIsBack();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    assertThat(drain)
        .succeedsWithin(PATIENCE)
        .extracting(NodeAnswer.Drain::outcome)
        .isEqualTo(Outcome.DRAINED);
  }

  @Test
  void shouldNotChaseAPodWhenItToleratesTheCordonAndComesBack() {
    // Given
    scene.deployment("everywhere", 1, true);
    Instant began = Instant.now();
    NodeAnswer.Slot slot = scene.takeSlot();

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    assertThat(slot.next()).isEqualTo(NodeAnswer.Slot.Next.DRAIN);
    assertThat(drain)
        .succeedsWithin(PATIENCE)
        .satisfies(answer -> {
          assertThat(answer.outcome()).isEqualTo(Outcome.DRAINED);
          assertThat(answer.message()).contains("1 workloads that come back");
        });
    assertThat(scene.evictionsAskedForSince(began)).isBetween(1L, 2L);
    scene.awaitRunning("everywhere", 1);
    assertThat(scene.otherSteps.approveReboot(scene.scene.ref).outcome())
        .isEqualTo(NodeAnswer.Approval.Outcome.APPROVED);
  }

  @Test
  void shouldStopAtOnceWhenTheNodeIsAskedForWhatItRuns() {
    // Given
    scene.deployment("blocked", 1, false);
    scene.budgetOfZero("none", "blocked");
    scene.takeSlot();
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();
    scene.awaitSaid("blocked");

    // When
    scene.scene.poolAsksFor(NodeScene.OLD);
    scene.patchBootcNode("{\"spec\":{\"desiredImage\":\"" + NodeScene.OLD + "\"}}");

    // Then
    assertThat(drain)
        .succeedsWithin(Promised.within(Duration.ofSeconds(10)))
        .satisfies(answer -> {
          assertThat(answer.outcome()).isEqualTo(Outcome.UNNEEDED);
          assertThat(answer.message()).isEqualTo("the node runs its image");
        });
  }

  @Test
  void shouldBeOverAtOnceWhenItsTimeWasOverBeforeARestart() {
    // Given
    scene.deployment("blocked", 1, false);
    scene.budgetOfZero("none", "blocked");
    scene.takeSlot();
    String mark = NodeFacts.drainSince(scene.scene.bootcNode()).orElseThrow();
    String anHourAgo = Instant.now().minus(Duration.ofHours(1)) + mark.substring(mark.indexOf(' '));
    scene.patchBootcNode(
        "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
            .formatted(BootcApi.DRAIN_SINCE, anHourAgo));
    scene.scene.awaitBootcNode(node -> NodeFacts.drainSince(node).orElse("").equals(anHourAgo));
    scene.scene.pool.editDrainTimeout(Duration.ofMinutes(10));

    // When
    CompletableFuture<NodeAnswer.Drain> drain = scene.drain();

    // Then
    assertThat(drain)
        .succeedsWithin(PATIENCE)
        .extracting(NodeAnswer.Drain::outcome)
        .isEqualTo(Outcome.TIMED_OUT);
  }

  @Test
  void shouldLetTheNodeGoDownWithOurOwnPodsWhenTheyCanGoNowhereElse() {
    // Given
    ours(
        "temporal",
        "\"volumes\":[{\"name\":\"d\",\"persistentVolumeClaim\":{\"claimName\":\"d\"}}]");
    ours("operator", "\"volumes\":[]");

    // When
    NodeAnswer.Slot slot = scene.takeSlot();

    // Then
    assertThat(slot.next()).isEqualTo(NodeAnswer.Slot.Next.APPROVE);
    assertThat(scene.pods())
        .allSatisfy(pod -> assertThat(pod.getMetadata().getDeletionTimestamp()).isNull());
  }

  private void ours(String component, String volumes) {
    scene.create(
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"%s",
        "labels":{"app.kubernetes.io/part-of":"bootc-rollout","app.kubernetes.io/component":"%s"}},
        "spec":{"nodeName":"%s",%s,
        "containers":[{"name":"c","image":"registry.example.com/pause:1"}]}}
        """
            .formatted(component, scene.namespace, component, scene.scene.ref.node(), volumes));
  }

  @Test
  void shouldNotEvictAnotherPodWhenItHasTheNameByNow() {
    // Given
    scene.deployment("web", 1, false);
    Pod pod = scene.pods().getFirst();
    DrainedPod former =
        new DrainedPod(
            "00000000-0000-0000-0000-000000000000",
            scene.namespace,
            pod.getMetadata().getName(),
            "web",
            DrainedPod.Role.EVICTABLE,
            false,
            null,
            PodTraits.PLAIN);

    // When
    EvictionAnswer answer = scene.evictions.evict(former, DrainPolicy.UNSET);

    // Then
    assertThat(answer).isEqualTo(new EvictionAnswer.Gone());
    assertThat(scene.pods().getFirst().getMetadata().getDeletionTimestamp()).isNull();
  }
}
