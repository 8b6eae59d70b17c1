package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.Patches;
import dev.bootc.rollout.activities.pool.PoolActivities;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealServers
class NodeStepsIT {
  private static final String DIGEST = NodeScene.NEW.substring(NodeScene.NEW.indexOf('@') + 1);

  private final ControlPlane plane;
  private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
  private NodeScene scene;
  private NodeSteps steps;

  NodeStepsIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void makeANode() {
    scene = new NodeScene(plane);
    InstantSource clock = () -> Instant.now().plus(later.get());
    OwnWrites ownWrites = new OwnWrites();
    NodeWrites writes = new NodeWrites(scene.client, ownWrites);
    steps =
        new NodeSteps(
            scene.cluster,
            writes,
            new Evictions(scene.client, scene.cluster),
            new SlotHolders(scene.cluster, writes, ownWrites),
            PoolActivities.admissions(scene.cluster, Clock.systemUTC()),
            clock.withZone(ZoneOffset.UTC));
  }

  @AfterEach
  void removeTheNode() {
    scene.close();
  }

  @Test
  void shouldGoOnWithTheApprovalWhenOnlyPodsOfDaemonSetsAreOnTheNode() {
    // Given
    scene.pod(true);

    // When
    NodeAnswer.Slot answer = steps.takeSlot(scene.ref, NodeScene.NEW);

    // Then
    assertThat(answer.next()).isEqualTo(NodeAnswer.Slot.Next.APPROVE);
    assertThat(scene.bootcNode()).matches(NodeFacts::holdsSlot);
    assertThat(scene.node()).matches(NodeFacts::cordoned);
  }

  @Test
  void shouldGoOnWithTheDrainWhenAPodHasToLeave() {
    // Given
    scene.pod(false);

    // When
    NodeAnswer.Slot answer = steps.takeSlot(scene.ref, NodeScene.NEW);

    // Then
    assertThat(answer.next()).isEqualTo(NodeAnswer.Slot.Next.DRAIN);
    assertThat(scene.node()).matches(NodeFacts::cordoned);
  }

  @Test
  void shouldTakeNoSlotWhenThePoolAsksForAnotherImage() {
    // Given
    scene.poolAsksFor(NodeScene.OLD);

    // When
    NodeAnswer.Slot answer = steps.takeSlot(scene.ref, NodeScene.NEW);

    // Then
    assertThat(answer.next()).isEqualTo(NodeAnswer.Slot.Next.NOT_STARTED);
    assertThat(answer.message()).startsWith("the pool asks for another image");
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
  }

  @Test
  void shouldKeepTheBootIdFromBeforeWhenTheApprovalIsAskedForTwice() {
    // Given
    takeASlot();
    NodeAnswer.Approval first = steps.approveReboot(scene.ref);
    scene.awaitBootcNode(NodeFacts::approved);
    scene.bootId("boot-2");

    // When
    NodeAnswer.Approval second = steps.approveReboot(scene.ref);

    // Then
    assertThat(second.digest()).isEqualTo(first.digest()).isEqualTo(DIGEST);
    assertThat(second.outcome()).isEqualTo(NodeAnswer.Approval.Outcome.APPROVED);
    assertThat(NodeFacts.bootIdBefore(scene.bootcNode())).isEqualTo("boot-1");
  }

  @Test
  void shouldNotApproveWhenThePoolAsksForAnotherImageMeanwhile() {
    // Given
    takeASlot();
    scene.poolAsksFor(NodeScene.OLD);

    // When
    NodeAnswer.Approval answer = steps.approveReboot(scene.ref);

    // Then
    assertThat(answer.outcome()).isEqualTo(NodeAnswer.Approval.Outcome.NOT_STAGED);
    assertThat(scene.bootcNode()).matches(node -> !NodeFacts.approved(node));
  }

  @Test
  void shouldDrainAgainWhenThePodsCameBackBeforeTheApproval() {
    // Given
    takeASlot();
    later.set(Duration.ofMinutes(10));
    cordon("null");
    scene.pod(false);

    // When
    NodeAnswer.Approval answer = steps.approveReboot(scene.ref);

    // Then
    assertThat(answer.outcome()).isEqualTo(NodeAnswer.Approval.Outcome.NOT_DRAINED);
    assertThat(scene.bootcNode()).matches(node -> !NodeFacts.approved(node));
    assertThat(steps.takeSlot(scene.ref, null).next()).isEqualTo(NodeAnswer.Slot.Next.DRAIN);
    assertThat(scene.node()).matches(NodeFacts::cordoned);
  }

  @Test
  void shouldNotLeaveACordonBehindThatItsOwnerLiftedWhileTheSlotWasHeld() {
    // Given
    cordon("true");
    takeASlot();
    cordon("null");

    // When
    steps.takeSlot(scene.ref, null);

    // Then
    assertThat(scene.node()).matches(NodeFacts::cordoned);
    scene.awaitBootcNode(node -> !NodeFacts.wasCordoned(node).orElseThrow());
    scene.reportsUpdated();
    steps.release(scene.ref, Verdict.Outcome.UPDATED, DIGEST, "runs its image");
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
  }

  @Test
  void shouldLeaveTheCordonOfSomebodyElseWhenItReleases() {
    // Given
    cordon("true");
    takeASlot();

    // When
    scene.reportsUpdated();
    steps.release(scene.ref, Verdict.Outcome.UPDATED, DIGEST, "runs its image");

    // Then
    assertThat(scene.node()).matches(NodeFacts::cordoned);
    assertThat(scene.bootcNode()).matches(node -> !NodeFacts.holdsSlot(node));
    assertThat(NodeFacts.verdict(scene.bootcNode()).orElseThrow().outcome())
        .isEqualTo(Verdict.Outcome.UPDATED);
  }

  @Test
  void shouldGiveACordonBackThatCameBetweenTheLookAndTheSlot() {
    // Given
    NodeWrites writes = new NodeWrites(scene.client, new OwnWrites());
    assertThat(writes.cordon(scene.ref.node())).isEqualTo(Patches.Tested.DONE);

    // When
    Patches.Tested again = writes.cordon(scene.ref.node());

    // Then
    assertThat(again).isEqualTo(Patches.Tested.REFUSED);
    assertThat(writes.cordon("nobody")).isEqualTo(Patches.Tested.NO_OBJECT);
    writes.uncordon(scene.ref.node());
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
  }

  @Test
  void shouldCountOneAttemptWhenAFailureIsFollowedByItsRecovery() {
    // Given
    takeASlot();
    steps.approveReboot(scene.ref);
    scene.reportsDegraded();
    steps.recordFailure(scene.ref, Verdict.Outcome.AGENT_DEGRADED, DIGEST, "disk full");
    scene.reportsUpdated();

    // When
    steps.release(scene.ref, Verdict.Outcome.UPDATED, DIGEST, "back after all");

    // Then
    assertThat(NodeFacts.verdict(scene.bootcNode()).orElseThrow().attempt()).isOne();
  }

  @Test
  void shouldTakeNoSlotWhenThePoolIsPaused() {
    // Given
    scene.poolIsPaused();

    // When
    NodeAnswer.Slot answer = steps.takeSlot(scene.ref, NodeScene.NEW);

    // Then
    assertThat(answer.next()).isEqualTo(NodeAnswer.Slot.Next.NOT_STARTED);
    assertThat(answer.message()).startsWith("paused by");
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
    assertThat(scene.bootcNode()).matches(node -> !NodeFacts.holdsSlot(node));
  }

  @Test
  void shouldNotApproveWhenNobodyDrainedAlthoughTheSlotIsFresh() {
    // Given
    scene.pod(false);
    takeASlot();

    // When
    NodeAnswer.Approval answer = steps.approveReboot(scene.ref);

    // Then
    assertThat(answer.outcome()).isEqualTo(NodeAnswer.Approval.Outcome.NOT_DRAINED);
  }

  @Test
  void shouldGiveTheSlotBackWithoutAVerdictWhenTheDrainCannotHaveTimedOut() {
    // Given
    takeASlot();

    // When
    steps.release(scene.ref, Verdict.Outcome.DRAIN_TIMED_OUT, DIGEST, "forged");

    // Then
    assertThat(scene.bootcNode()).matches(node -> !NodeFacts.holdsSlot(node));
    assertThat(NodeFacts.verdict(scene.bootcNode())).isEmpty();
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
  }

  @Test
  void shouldKeepSlotAndCordonWhenItIsSaidToBeUpdatedAndIsNot() {
    // Given
    takeASlot();

    // When
    steps.release(scene.ref, Verdict.Outcome.UPDATED, DIGEST, "forged");

    // Then
    assertThat(scene.bootcNode()).matches(NodeFacts::holdsSlot);
    assertThat(scene.node()).matches(NodeFacts::cordoned);
  }

  @Test
  void shouldWriteNoFailureDownWhenNothingFailed() {
    // Given
    takeASlot();
    steps.approveReboot(scene.ref);

    // When
    steps.recordFailure(scene.ref, Verdict.Outcome.NOT_BACK, DIGEST, "forged");

    // Then
    assertThat(NodeFacts.verdict(scene.bootcNode())).isEmpty();
  }

  private void cordon(String unschedulable) {
    scene
        .client
        .nodes()
        .withName(scene.ref.node())
        .patch("{\"spec\":{\"unschedulable\":" + unschedulable + "}}");
  }

  private void takeASlot() {
    steps.takeSlot(scene.ref, NodeScene.NEW);
    scene.awaitBootcNode(NodeFacts::holdsSlot);
  }
}
