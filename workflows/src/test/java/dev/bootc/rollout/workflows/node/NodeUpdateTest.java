package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.NodeUpdate.Approve;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitRecovery;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitStaged;
import dev.bootc.rollout.workflows.node.NodeUpdate.AwaitUpdate;
import dev.bootc.rollout.workflows.node.NodeUpdate.Drain;
import dev.bootc.rollout.workflows.node.NodeUpdate.Over;
import dev.bootc.rollout.workflows.node.NodeUpdate.RecordFailure;
import dev.bootc.rollout.workflows.node.NodeUpdate.Release;
import dev.bootc.rollout.workflows.node.NodeUpdate.TakeSlot;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each answer leads to; {@code TransitionDiagramTest} draws the whole. Here: what a state
 * takes along, and what none may do.
 */
class NodeUpdateTest {
  private static final String DIGEST = "sha256:" + "b".repeat(64);
  private static final String WHY = "as was seen";

  @Test
  void shouldTakeNoNewSlotWhenOneWasHeldBefore() {
    // When
    List<NodeUpdate> goneBack =
        List.of(
            new AwaitStaged().after(staged(NodeAnswer.Staged.Outcome.READY)),
            new Approve().after(approval(NodeAnswer.Approval.Outcome.NOT_DRAINED)));

    // Then
    assertThat(NodeUpdate.begin("image")).isEqualTo(new TakeSlot("image"));
    assertThat(goneBack).containsOnly(new TakeSlot(null));
  }

  static Stream<Arguments> slots() {
    return Stream.of(
        Arguments.of(NodeAnswer.Slot.Next.DRAIN, new Drain()),
        Arguments.of(NodeAnswer.Slot.Next.APPROVE, new Approve()),
        Arguments.of(NodeAnswer.Slot.Next.AWAIT_UPDATE, new AwaitUpdate(DIGEST)),
        Arguments.of(NodeAnswer.Slot.Next.NOT_STARTED, over(NodeUpdateResult.Outcome.NOT_STARTED)),
        Arguments.of(NodeAnswer.Slot.Next.GONE, over(NodeUpdateResult.Outcome.GONE)));
  }

  @ParameterizedTest
  @MethodSource("slots")
  void shouldGoOnWhereTheSlotSays(NodeAnswer.Slot.Next next, NodeUpdate then) {
    // When, Then
    assertThat(new TakeSlot("image").after(new NodeAnswer.Slot(next, DIGEST, WHY))).isEqualTo(then);
  }

  @Test
  void shouldGiveTheSlotBackWithItsReasonWhenTheDrainTookTooLong() {
    // When
    NodeUpdate release =
        new Drain().after(new NodeAnswer.Drain(NodeAnswer.Drain.Outcome.TIMED_OUT, DIGEST, WHY));

    // Then
    assertThat(release).isEqualTo(new Release(Verdict.Outcome.DRAIN_TIMED_OUT, DIGEST, WHY));
    assertThat(((Release) release).after())
        .isEqualTo(over(NodeUpdateResult.Outcome.DRAIN_TIMED_OUT));
  }

  @Test
  void shouldApproveWhenTheNodeIsDrainedOrNeedNotBe() {
    // When, Then
    assertThat(
            Stream.of(NodeAnswer.Drain.Outcome.DRAINED, NodeAnswer.Drain.Outcome.UNNEEDED)
                .map(outcome -> new Drain().after(new NodeAnswer.Drain(outcome, DIGEST, WHY))))
        .containsOnly(new Approve());
  }

  @Test
  void shouldWaitForWhatTheApprovalSays() {
    // When, Then
    assertThat(new Approve().after(approval(NodeAnswer.Approval.Outcome.APPROVED)))
        .isEqualTo(new AwaitUpdate(DIGEST));
    assertThat(new Approve().after(approval(NodeAnswer.Approval.Outcome.UP_TO_DATE)))
        .isEqualTo(new AwaitUpdate(DIGEST));
    assertThat(new Approve().after(approval(NodeAnswer.Approval.Outcome.NOT_STAGED)))
        .isEqualTo(new AwaitStaged());
    assertThat(new Approve().after(approval(NodeAnswer.Approval.Outcome.HAD_ITS_ATTEMPT)))
        .isEqualTo(new AwaitRecovery());
  }

  @Test
  void shouldWriteTheFailureDownAndKeepTheSlotWhenTheUpdateFailed() {
    // When
    NodeUpdate failure =
        new AwaitUpdate(DIGEST)
            .after(
                new NodeAnswer.Update(
                    NodeAnswer.Update.Outcome.FAILED, Verdict.Outcome.WRONG_IMAGE, DIGEST, WHY));

    // Then
    assertThat(failure).isEqualTo(new RecordFailure(Verdict.Outcome.WRONG_IMAGE, DIGEST, WHY));
    assertThat(((RecordFailure) failure).after()).isEqualTo(new AwaitRecovery());
  }

  @Test
  void shouldStageAnewWhenAnotherImageIsAskedForInMidUpdateOrAfterAFailure() {
    // When, Then
    assertThat(new AwaitUpdate(DIGEST).after(update(NodeAnswer.Update.Outcome.RETARGETED)))
        .isEqualTo(new AwaitStaged());
    assertThat(new AwaitRecovery().after(recovery(NodeAnswer.Recovery.Outcome.RETARGETED)))
        .isEqualTo(new AwaitStaged());
  }

  @Test
  void shouldEndUpdatedWhenTheNodeIsBackOnItsImageAtOnceOrInTheEnd() {
    // When, Then
    assertThat(new AwaitUpdate(DIGEST).after(update(NodeAnswer.Update.Outcome.UPDATED)))
        .isEqualTo(over(NodeUpdateResult.Outcome.UPDATED));
    assertThat(new AwaitRecovery().after(recovery(NodeAnswer.Recovery.Outcome.UPDATED)))
        .isEqualTo(over(NodeUpdateResult.Outcome.UPDATED));
  }

  @Test
  void shouldEndWhereverItIsWhenTheNodeIsGone() {
    // When
    Stream<NodeUpdate> ends =
        Stream.of(
            new Drain().after(new NodeAnswer.Drain(NodeAnswer.Drain.Outcome.GONE, "", WHY)),
            new Approve().after(approval(NodeAnswer.Approval.Outcome.GONE)),
            new AwaitStaged().after(staged(NodeAnswer.Staged.Outcome.GONE)),
            new AwaitUpdate(DIGEST).after(update(NodeAnswer.Update.Outcome.GONE)),
            new AwaitRecovery().after(recovery(NodeAnswer.Recovery.Outcome.GONE)));

    // Then
    assertThat(ends).containsOnly(over(NodeUpdateResult.Outcome.GONE));
  }

  @Test
  void shouldSayHowAPersonHasTheNodeTriedAgain() {
    // When, Then
    assertThat(new NodeRef("pool", "uid-1", "node-1").howToTryAgain())
        .isEqualTo("again: kubectl annotate bn node-1 bootc.dev/verdict-");
  }

  private static NodeUpdate over(NodeUpdateResult.Outcome outcome) {
    return new Over(new NodeUpdateResult(outcome, WHY));
  }

  private static NodeAnswer.Approval approval(NodeAnswer.Approval.Outcome outcome) {
    return new NodeAnswer.Approval(outcome, DIGEST, WHY);
  }

  private static NodeAnswer.Staged staged(NodeAnswer.Staged.Outcome outcome) {
    return new NodeAnswer.Staged(outcome, DIGEST, WHY);
  }

  private static NodeAnswer.Update update(NodeAnswer.Update.Outcome outcome) {
    return new NodeAnswer.Update(outcome, null, DIGEST, WHY);
  }

  private static NodeAnswer.Recovery recovery(NodeAnswer.Recovery.Outcome outcome) {
    return new NodeAnswer.Recovery(outcome, DIGEST, WHY);
  }
}
