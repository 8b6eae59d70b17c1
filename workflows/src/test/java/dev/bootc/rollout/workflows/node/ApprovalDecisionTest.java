package dev.bootc.rollout.workflows.node;

import static dev.bootc.rollout.workflows.node.Sighting.DIGEST;
import static dev.bootc.rollout.workflows.node.Sighting.OTHER_DIGEST;
import static dev.bootc.rollout.workflows.node.Sighting.POOL;
import static dev.bootc.rollout.workflows.node.Sighting.failure;
import static dev.bootc.rollout.workflows.node.Sighting.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.workflows.node.ApprovalDecision.Answer;
import dev.bootc.rollout.workflows.node.ApprovalDecision.IfDrained;
import dev.bootc.rollout.workflows.node.NodeAnswer.Approval.Outcome;
import dev.bootc.rollout.workflows.node.SeenNode.Cordon;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A node in its slot reboots into what its pool asks for, once, and empty of pods. */
class ApprovalDecisionTest {
  static Stream<Arguments> seen() {
    return Stream.of(
        decided("staged and cordoned by us", staged(), POOL, new IfDrained()),
        decided(
            "staged and cordoned by others",
            staged().cordoned(Cordon.OF_OTHERS),
            POOL,
            new IfDrained()),
        decided(
            "somebody wants it back",
            staged().cordoned(Cordon.LIFTED),
            POOL,
            new Answer(Outcome.NOT_DRAINED, "somebody lifted the cordon")),
        decided(
            "runs its image, and was approved",
            Sighting.of(NodeState.UP_TO_DATE).approvedFor(DIGEST),
            POOL,
            new Answer(Outcome.UP_TO_DATE, "the node runs its image")),
        decided(
            "was approved, and the answer was lost",
            Sighting.of(NodeState.REBOOTING).approvedFor(DIGEST),
            POOL,
            new Answer(Outcome.APPROVED, "the reboot was approved before")),
        decided(
            "stages",
            Sighting.of(NodeState.STAGING),
            POOL,
            new Answer(Outcome.NOT_STAGED, "what the pool asks for is not staged")),
        decided(
            "the pool asks for nothing",
            staged(),
            PoolWish.NONE,
            new Answer(Outcome.NOT_STAGED, "what the pool asks for is not staged")),
        decided(
            "nobody has approved the digest",
            staged(),
            waiting(true, false),
            new Answer(Outcome.NOT_STAGED, "nobody has approved the digest yet")),
        decided(
            "the digest is young",
            staged(),
            waiting(false, true),
            new Answer(
                Outcome.NOT_STAGED, "the digest is younger than the pool's minimumAgeSeconds")),
        decided(
            "somebody skips it",
            staged().skipped(),
            POOL,
            new Answer(Outcome.NOT_STAGED, "somebody leaves the node out of this rollout")),
        decided(
            "it failed at the digest",
            staged().verdict(failure(DIGEST)),
            POOL,
            new Answer(Outcome.HAD_ITS_ATTEMPT, "the node had its attempt at this digest")),
        decided(
            "it failed at another",
            staged().verdict(failure(OTHER_DIGEST)),
            POOL,
            new IfDrained()));
  }

  private static Arguments decided(
      String seen, Sighting sighting, PoolWish pool, ApprovalDecision decision) {
    return Arguments.of(Named.of(seen, sighting), pool, decision);
  }

  @ParameterizedTest
  @MethodSource("seen")
  void shouldApproveOnlyWhatIsStagedAskedForUntriedAndClosedToPods(
      Sighting sighting, PoolWish pool, ApprovalDecision decision) {
    // When, Then
    assertThat(ApprovalDecision.of(sighting.node(), pool)).isEqualTo(decision);
  }

  private static Sighting staged() {
    return Sighting.of(NodeState.STAGED);
  }
}
