package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.ApprovalDecision;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeAnswer.Approval.Outcome;
import dev.bootc.rollout.workflows.node.NodeUpdate;
import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.node.SlotDecision;
import dev.bootc.rollout.workflows.node.UpdateJudgement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A way for the decisions about one node, or for its states, to be wrong. */
@SuppressWarnings("ImmutableEnumChecker") // Functions without state.
enum Misjudgement {
  // SlotDecision.
  REFUSES_A_NODE_THAT_HOLDS_ITS_SLOT(
      Invariant.SLOT,
      Engine.REAL.taking((node, pool, slotFor) ->
          node.slot() == null
              ? SlotDecision.of(node, pool, slotFor)
              : new SlotDecision.Refuse("it was started before"))),
  CORDONS_AGAIN_WHAT_A_PERSON_LIFTED(
      Invariant.WISH,
      Engine.REAL.taking((node, pool, slotFor) ->
          SlotDecision.of(node, pool, slotFor) instanceof SlotDecision.Leave
              ? new SlotDecision.Keep(false)
              : SlotDecision.of(node, pool, slotFor))),
  GIVES_A_SLOT_FOR_ANY_IMAGE(
      Invariant.WISH,
      Engine.REAL.taking(
          (node, pool, slotFor) -> SlotDecision.of(node, pool, node.desiredImage()))),
  GIVES_A_SLOT_TO_A_NODE_THAT_IS_NOT_STAGED(
      Invariant.SLOT,
      Engine.REAL
          .taking((node, pool, slotFor) ->
              SlotDecision.of(
                  node.slot() == null ? in(node, NodeState.STAGED) : node, pool, slotFor))
          .slipping(Slip.TAKES_A_SLOT_UNASKED)),

  // ApprovalDecision.
  APPROVES_WHAT_THE_POOL_HAS_TAKEN_BACK(
      Invariant.WISH,
      Engine.REAL.approving((node, pool) ->
          answers(ApprovalDecision.of(node, pool), Outcome.NOT_STAGED)
                  && node.state() == NodeState.STAGED
              ? new ApprovalDecision.IfDrained()
              : ApprovalDecision.of(node, pool))),
  APPROVES_IN_THE_NAME_OF_SOMEBODY(
      Invariant.APPROVAL,
      Engine.REAL.approving((node, pool) -> ApprovalDecision.of(node, approved(pool)))),
  APPROVES_AT_ANY_AGE(
      Invariant.AGE, Engine.REAL.approving((node, pool) -> ApprovalDecision.of(node, old(pool)))),
  APPROVES_WHAT_FAILED_BEFORE(
      Invariant.ONE_ATTEMPT,
      Engine.REAL.approving((node, pool) -> ApprovalDecision.of(withoutVerdict(node), pool))),
  APPROVES_ALTHOUGH_THE_CORDON_WAS_LIFTED(
      Invariant.EVICTION,
      Engine.REAL.approving((node, pool) ->
          answers(ApprovalDecision.of(node, pool), Outcome.NOT_DRAINED)
              ? new ApprovalDecision.IfDrained()
              : ApprovalDecision.of(node, pool))),
  APPROVES_A_SECOND_TIME_AFTER_THE_REBOOT(
      Invariant.ONE_ATTEMPT,
      Engine.REAL.approving((node, pool) ->
          answers(ApprovalDecision.of(node, pool), Outcome.APPROVED)
              ? new ApprovalDecision.IfDrained()
              : ApprovalDecision.of(node, pool))),

  // UpdateJudgement.
  CALLS_A_NODE_UPDATED_WHATEVER_IT_BOOTED(
      Invariant.SUCCESS,
      Engine.REAL.judging((node, pool, now) ->
          UpdateJudgement.of(node, pool, now) instanceof UpdateJudgement.Suspect
              ? new UpdateJudgement.Updated(true, "it booted anew")
              : UpdateJudgement.of(node, pool, now))),
  BELIEVES_IN_NO_BOOT_FROM_BEFORE_THE_APPROVAL(
      Invariant.REST,
      Engine.REAL.judging((node, pool, now) ->
          UpdateJudgement.of(node, pool, now) instanceof UpdateJudgement.Updated(boolean anew, _)
                  && !anew
              ? new UpdateJudgement.Waiting("it has to boot once more")
              : UpdateJudgement.of(node, pool, now))),
  BELIEVES_A_NODE_FROM_BEFORE_ITS_REBOOT(
      Invariant.SUCCESS,
      Engine.REAL.judging((node, pool, now) ->
          UpdateJudgement.of(node, pool, now)
                  instanceof UpdateJudgement.Updated(boolean _, String message)
              ? new UpdateJudgement.Updated(true, message)
              : UpdateJudgement.of(node, pool, now))),
  NEVER_CALLS_A_NODE_FAILED(
      Invariant.REST,
      Engine.REAL.judging((node, pool, now) ->
          UpdateJudgement.of(node, pool, now) instanceof UpdateJudgement.Failed
              ? new UpdateJudgement.Waiting("it may come back")
              : UpdateJudgement.of(node, pool, now))),
  LOSES_PATIENCE_AT_ONCE(
      Invariant.FAILURE,
      Engine.REAL.judging(
          (node, pool, now) -> UpdateJudgement.of(node, pool, now.plus(PoolSpec.REBOOT_TIMEOUT)))),
  DOES_NOT_NOTICE_A_REVOKED_APPROVAL(
      Invariant.REST,
      Engine.REAL.judging((node, pool, now) ->
          UpdateJudgement.of(node, pool, now) instanceof UpdateJudgement.Retargeted
              ? new UpdateJudgement.Waiting("it was approved")
              : UpdateJudgement.of(node, pool, now))),
  TRIES_A_FAILED_NODE_AGAIN_UNASKED(
      Invariant.WISH,
      Engine.REAL.judging((node, pool, now) ->
          UpdateJudgement.of(node, pool, now) instanceof UpdateJudgement.Failed
                  && node.isKnownToHaveFailed()
              ? new UpdateJudgement.WantedAgain("it failed")
              : UpdateJudgement.of(node, pool, now))),
  DOES_NOT_HEAR_WHO_WANTS_ANOTHER_ATTEMPT(
      Invariant.WISH,
      Engine.REAL.judging((node, pool, now) ->
          UpdateJudgement.of(
              changed(node, node.state(), node.verdict(), node.readySince()), pool, now))),

  // NodeUpdate.
  GOES_ON_AFTER_A_DRAIN_THAT_TIMED_OUT(
      Invariant.REST,
      Engine.REAL.going((state, answer) ->
          answer instanceof NodeAnswer.Drain drain
                  && drain.outcome() == NodeAnswer.Drain.Outcome.TIMED_OUT
              ? new NodeUpdate.Approve()
              : Transition.after(state, answer))),
  DOES_NOT_WRITE_A_FAILURE_DOWN(
      Invariant.REST,
      Engine.REAL
          .going((state, answer) ->
              Transition.after(state, answer) instanceof NodeUpdate.RecordFailure
                  ? new NodeUpdate.AwaitRecovery()
                  : Transition.after(state, answer))
          .slipping(Slip.RECORDS_NO_FAILURE_LATE)),
  BLAMES_THE_WRONG_DIGEST(
      Invariant.BLAME,
      Engine.REAL
          .going((state, answer) ->
              Transition.after(state, answer) instanceof NodeUpdate.RecordFailure failure
                  ? new NodeUpdate.RecordFailure(failure.verdict(), Images.digest(0), "")
                  : Transition.after(state, answer))
          .slipping(Slip.BELIEVES_A_FAILURE)),
  GIVES_THE_SLOT_OF_A_FAILED_NODE_BACK(
      Invariant.FAILURE,
      Engine.REAL
          .going((state, answer) ->
              Transition.after(state, answer) instanceof NodeUpdate.RecordFailure failure
                  ? new NodeUpdate.Release(failure.verdict(), failure.digest(), failure.message())
                  : Transition.after(state, answer))
          .slipping(Slip.BELIEVES_A_TIMEOUT)),
  ENDS_WHILE_A_FAILED_NODE_HOLDS_ITS_SLOT(
      Invariant.REST,
      Engine.REAL.going((state, answer) ->
          state instanceof NodeUpdate.RecordFailure
              ? new NodeUpdate.Over(
                  new NodeUpdateResult(NodeUpdateResult.Outcome.GONE, "it failed"))
              : Transition.after(state, answer)));

  /** What must bring it to light. */
  final Invariant caughtBy;

  final Engine engine;

  Misjudgement(Invariant caughtBy, Engine engine) {
    this.caughtBy = caughtBy;
    this.engine = engine;
  }

  private static boolean answers(ApprovalDecision decision, Outcome outcome) {
    return decision instanceof ApprovalDecision.Answer answer && answer.outcome() == outcome;
  }

  private static PoolWish approved(PoolWish pool) {
    return new PoolWish(
        pool.digest(),
        pool.softReboot(),
        pool.rebootTimeout(),
        pool.minReady(),
        false,
        pool.tooYoung(),
        pool.gates());
  }

  private static PoolWish old(PoolWish pool) {
    return new PoolWish(
        pool.digest(),
        pool.softReboot(),
        pool.rebootTimeout(),
        pool.minReady(),
        pool.unapproved(),
        false,
        pool.gates());
  }

  private static SeenNode withoutVerdict(SeenNode node) {
    return changed(node, node.state(), null, node.readySince());
  }

  private static SeenNode in(SeenNode node, NodeState state) {
    return changed(node, state, node.verdict(), node.readySince());
  }

  private static SeenNode changed(
      SeenNode node, NodeState state, @Nullable Verdict verdict, @Nullable Instant readySince) {
    return new SeenNode(
        node.desiredImage(),
        node.approved(),
        state,
        node.rebooting(),
        node.agentSays(),
        node.bootedDigest(),
        node.slot(),
        node.approval(),
        verdict,
        node.ready(),
        readySince,
        node.cordon(),
        node.bootId(),
        node.skipped(),
        null,
        node.gate());
  }
}
