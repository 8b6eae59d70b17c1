package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.activities.cluster.CordonFacts;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.Patches;
import dev.bootc.rollout.activities.pool.OverallLimit;
import dev.bootc.rollout.activities.pool.PoolActivities;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
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
    Cordons cordons = new Cordons(scene.client);
    steps =
        new NodeSteps(
            scene.cluster,
            writes,
            cordons,
            new Evictions(scene.client, scene.cluster),
            new GateQuestions(scene.client),
            new SlotHolders(scene.cluster, writes, ownWrites),
            new Releases(writes, cordons, clock.withZone(ZoneOffset.UTC)),
            PoolActivities.admissions(scene.cluster, OverallLimit.NONE, Clock.systemUTC()),
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
  void shouldLeaveTheWaitForSchedulersToTheDrainWhenTheApiServerWasAway() {
    // Given
    scene.apiServerIsBack();

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
  void shouldNotApproveWhenPodsCameBackAfterItsCordonWasLifted() {
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
    // Whoever lifted the cordon wants the node: it is not closed again.
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
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
  void shouldKeepTheCordonUntilTheAgentHasHeardThatTheApprovalWasTakenBack() {
    // Given
    takeASlot();
    scene.reportsGeneration(scene.bootcNode().getMetadata().getGeneration());
    steps.approveReboot(scene.ref);

    // When
    assertThatThrownBy(() -> steps.restore(scene.ref, "cancelled"))
        // Then
        .isInstanceOf(HostMayGoDown.class)
        .hasMessageContaining("its agent has not heard yet that the approval was taken back");
    assertThat(scene.bootcNode())
        .matches(node -> !NodeFacts.approved(node))
        .matches(NodeFacts::holdsSlot);
    assertThat(scene.node()).matches(NodeFacts::cordoned);

    // When
    scene.reportsGeneration(scene.bootcNode().getMetadata().getGeneration());
    steps.restore(scene.ref, "cancelled");

    // Then
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
    assertThat(scene.bootcNode()).matches(node -> !NodeFacts.holdsSlot(node));
  }

  @Test
  void shouldKeepTheCordonOfAHostThatRebootsUntilItIsBack() {
    // Given
    takeASlot();
    steps.approveReboot(scene.ref);
    scene.reportsRebooting();

    // When
    assertThatThrownBy(() -> steps.restore(scene.ref, "cancelled"))
        // Then
        .isInstanceOf(HostMayGoDown.class)
        .hasMessageContaining("its host was rebooting when the approval was taken back");
    assertThat(scene.node()).matches(NodeFacts::cordoned);

    // When
    scene.reportsUpdated();
    steps.restore(scene.ref, "cancelled");

    // Then
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
  }

  @Test
  void shouldKeepTheCordonOfAHostThatRebootsWhenAnotherImageWasAskedForBeforeTheCancel() {
    // Given
    takeASlot();
    steps.approveReboot(scene.ref);
    scene.reportsRebooting();
    new NodeWrites(scene.client, new OwnWrites())
        .retarget(scene.bootcNode(), NodeScene.OLD, Instant.now());

    // When
    assertThatThrownBy(() -> steps.restore(scene.ref, "cancelled"))
        // Then
        .isInstanceOf(HostMayGoDown.class);
    assertThat(scene.node()).matches(NodeFacts::cordoned);
  }

  @Test
  void shouldMarkItsCordonOnTheNodeAndTakeTheMarkAwayWithIt() {
    // When
    takeASlot();

    // Then
    assertThat(CordonFacts.annotation(scene.node(), BootcApi.CORDONED_BY))
        .hasValue(scene.ref.pool());
    assertThat(CordonFacts.annotation(scene.node(), BootcApi.CORDONED_SINCE))
        .hasValue(NodeFacts.slotMark(scene.bootcNode()));
    assertThat(NodeFacts.nodeUid(scene.bootcNode())).hasValue(scene.node().getMetadata().getUid());
    steps.restore(scene.ref, "cancelled");
    assertThat(scene.node())
        .matches(node -> !NodeFacts.cordoned(node))
        .matches(node -> !isMarked(node));
  }

  @Test
  void shouldMarkItsCordonWhenTheNodeHasAnnotationsOfOthers() {
    // Given
    annotate("example.com/rack", "\"7\"");

    // When
    takeASlot();

    // Then
    assertThat(scene.node()).matches(CordonFacts::cordonedByUs);
    steps.restore(scene.ref, "cancelled");
    assertThat(scene.node().getMetadata().getAnnotations()).containsEntry("example.com/rack", "7");
    assertThat(scene.node()).matches(node -> !isMarked(node));
  }

  @Test
  void shouldLeaveACordonThatAPersonMadeTheirsByTakingTheMarkAway() {
    // Given
    takeASlot();
    annotate(BootcApi.CORDONED_BY, "null");

    // When
    steps.restore(scene.ref, "cancelled");

    // Then
    assertThat(scene.node()).matches(NodeFacts::cordoned).matches(node -> !isMarked(node));
  }

  @Test
  void shouldTakeTheMarkAwayWhenAPersonLiftedTheCordonInTheSlot() {
    // Given
    takeASlot();
    cordon("null");

    // When
    steps.restore(scene.ref, "cancelled");

    // Then
    assertThat(scene.node())
        .matches(node -> !NodeFacts.cordoned(node))
        .matches(node -> !isMarked(node));
  }

  @Test
  void shouldLeaveTheNodeAloneWhenAnUpdateBeginsAnewAfterAPersonLiftedTheCordonOfItsSlot() {
    // Given
    takeASlot();
    cordon("null");

    // When
    NodeAnswer.Slot answer = steps.takeSlot(scene.ref, null);

    // Then
    assertThat(answer.next()).isEqualTo(NodeAnswer.Slot.Next.DRAIN);
    assertThat(answer.message()).contains("somebody lifted its cordon");
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
    assertThat(scene.bootcNode()).matches(NodeFacts::holdsSlot);
    cordon("true");
    assertThat(steps.takeSlot(scene.ref, null).next()).isEqualTo(NodeAnswer.Slot.Next.APPROVE);
  }

  @Test
  void shouldNotClaimACordonThatCameBetweenTheLookAndTheSlot() {
    // Given
    Cordons cordons = new Cordons(scene.client);
    Node seen = scene.node();
    cordon("true");

    // When
    Patches.Tested answer = cordons.cordon(seen, scene.ref.pool(), scene.bootcNode());

    // Then
    assertThat(answer).isEqualTo(Patches.Tested.REFUSED);
    assertThat(scene.node()).matches(node -> !isMarked(node));
  }

  @Test
  void shouldMakeACordonThatAnEarlierSlotLeftThatOfThisOne() {
    // Given
    takeASlot();
    scene.bootcNodeIsMadeAnew();

    // When
    steps.takeSlot(scene.ref, NodeScene.NEW);

    // Then
    assertThat(NodeFacts.wasCordoned(scene.bootcNode())).hasValue(false);
    steps.restore(scene.ref, "cancelled");
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
  }

  @Test
  void shouldMakeACordonThatAnEarlierSlotLeftThatOfThisOneWhenOnlyTheMarkOfTheSlotWasWritten() {
    // Given
    takeASlot();
    String left = CordonFacts.annotation(scene.node(), BootcApi.CORDONED_SINCE).orElseThrow();
    annotateSlot(BootcApi.SLOT_SINCE, "2026-11-22T03:00:00Z");

    // When
    steps.takeSlot(scene.ref, null);

    // Then
    assertThat(CordonFacts.annotation(scene.node(), BootcApi.CORDONED_SINCE))
        .hasValue("2026-11-22T03:00:00Z")
        .isNotEqualTo(Optional.of(left));
  }

  @Test
  void shouldCountASlotAgainWhoseCordonIsThatOfAnEarlierOne() {
    // Given
    takeASlot();
    annotateSlot(BootcApi.SLOT_SINCE, "2026-11-22T03:00:00Z");
    scene.poolIsPaused();

    // When
    NodeAnswer.Slot answer = steps.takeSlot(scene.ref, null);

    // Then
    assertThat(answer.next()).isEqualTo(NodeAnswer.Slot.Next.NOT_STARTED);
    assertThat(answer.message()).startsWith("the slot was given back: paused by");
    assertThat(scene.bootcNode()).matches(node -> !NodeFacts.holdsSlot(node));
  }

  @Test
  void shouldLeaveTheMarkOfALiftedCordonUntilTheSlotIsFree() {
    // Given
    Cordons cordons = new Cordons(scene.client);
    takeASlot();
    cordon("null");

    // When
    Optional<Node> lifted = cordons.lift(scene.bootcNode());

    // Then
    assertThat(scene.node()).matches(NodeStepsIT::isMarked);
    assertThat(lifted).isPresent();
    cordons.forget(lifted.get());
    assertThat(scene.node()).matches(node -> !isMarked(node));
  }

  @Test
  void shouldLiftACordonThatNoSlotOwnsUnlessItChangedSinceItWasSeen() {
    // Given
    Cordons cordons = new Cordons(scene.client);
    takeASlot();
    Node seen = scene.node();
    scene.bootcNodeIsMadeAnew();
    steps.takeSlot(scene.ref, NodeScene.NEW);

    // When
    boolean lifted = cordons.liftOrphan(seen);

    // Then
    assertThat(lifted).isFalse();
    assertThat(scene.node()).matches(NodeFacts::cordoned);
    assertThat(cordons.liftOrphan(scene.node())).isTrue();
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
  }

  @Test
  void shouldNotBelieveTheSlotOfAnotherNodeOfTheName() {
    // Given
    takeASlot();
    scene.nodeIsMadeAnew();

    // When
    NodeAnswer.Slot slot = steps.takeSlot(scene.ref, null);
    NodeAnswer.Approval approval = steps.approveReboot(scene.ref);

    // Then
    assertThat(slot.next()).isEqualTo(NodeAnswer.Slot.Next.GONE);
    assertThat(approval.outcome()).isEqualTo(NodeAnswer.Approval.Outcome.GONE);
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
  }

  @Test
  void shouldTakeNoSlotForANodeOfAnEarlierPoolOfTheName() {
    // Given
    scene.bootcNodeIsOfAnEarlierPoolOfTheName();

    // When
    NodeAnswer.Slot slot = steps.takeSlot(scene.ref, NodeScene.NEW);

    // Then
    assertThat(slot.next()).isEqualTo(NodeAnswer.Slot.Next.GONE);
    assertThat(scene.node()).matches(node -> !NodeFacts.cordoned(node));
  }

  @Test
  void shouldNotRetargetAnotherObjectOfTheName() {
    // Given
    NodeWrites writes = new NodeWrites(scene.client, new OwnWrites());
    BootcNode seen = scene.bootcNode();
    scene.bootcNodeIsMadeAnew();

    // When
    boolean written = writes.retarget(seen, NodeScene.OLD, Instant.now());

    // Then
    assertThat(written).isFalse();
    assertThat(scene.bootcNode().getSpec().desiredImage()).isEqualTo(NodeScene.NEW);
  }

  @Test
  void shouldTakeTheApprovalBackWithTheSlot() {
    // Given
    takeASlot();
    steps.approveReboot(scene.ref);
    scene.bootId("boot-2");
    scene.reportsUpdated();

    // When
    steps.release(scene.ref, Verdict.Outcome.UPDATED, DIGEST, "runs its image");

    // Then
    assertThat(scene.bootcNode()).matches(node -> !NodeFacts.approved(node));
    assertThat(scene.bootcNode()).matches(node -> !NodeFacts.holdsSlot(node));
  }

  @Test
  void shouldKeepTheTimeOfAFailureThatIsWrittenDownTwice() {
    // Given
    takeASlot();
    steps.approveReboot(scene.ref);
    scene.reportsDegraded();
    steps.recordFailure(scene.ref, Verdict.Outcome.AGENT_DEGRADED, DIGEST, "disk full");
    Verdict first = NodeFacts.verdict(scene.bootcNode()).orElseThrow();
    later.set(Duration.ofHours(1));

    // When
    steps.recordFailure(scene.ref, Verdict.Outcome.AGENT_DEGRADED, DIGEST, "disk still full");

    // Then
    assertThat(NodeFacts.verdict(scene.bootcNode())).hasValue(first);
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
    scene.awaitNode(node -> NodeFacts.cordoned(node) == unschedulable.equals("true"));
  }

  private static boolean isMarked(Node node) {
    return Stream.of(BootcApi.CORDONED_BY, BootcApi.CORDON_REASON, BootcApi.CORDONED_SINCE)
        .anyMatch(mark -> CordonFacts.annotation(node, mark).isPresent());
  }

  private void annotate(String key, String json) {
    scene
        .client
        .nodes()
        .withName(scene.ref.node())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"" + key + "\":" + json + "}}}");
  }

  private void annotateSlot(String key, String value) {
    scene
        .client
        .resources(BootcNode.class)
        .withName(scene.ref.node())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"" + key + "\":\"" + value + "\"}}}");
    scene.awaitBootcNode(node -> NodeFacts.slotMark(node).equals(value));
  }

  private void takeASlot() {
    steps.takeSlot(scene.ref, NodeScene.NEW);
    scene.awaitBootcNode(NodeFacts::holdsSlot);
  }
}
