package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.CancelWord;
import dev.bootc.rollout.operator.rollout.EndAnswer;
import dev.bootc.rollout.operator.rollout.RolloutGateway;
import dev.bootc.rollout.workflows.verb.VerbDecision;
import java.util.Optional;

/** Hears what somebody with kubectl says: that the rollout of a pool is to be cancelled. */
final class CancelByWord {
  private CancelByWord() {}

  /**
   * Cancels the run that is named where it is open; any other is left alone.
   *
   * @return UNREACHABLE where that has to be tried again
   */
  static EndAnswer carryOut(BootcNodePool pool, RolloutGateway rollouts) {
    return CancelWord.on(pool)
        .filter(word -> decide(word, pool) instanceof VerbDecision.Allowed)
        .map(word ->
            rollouts.cancelRun(pool.getMetadata().getName(), openRun(pool, word), word.byAndWhy()))
        .orElse(EndAnswer.ENDED);
  }

  /** A run whose history became too long has gone on as another, which nobody was told. */
  private static String openRun(BootcNodePool pool, CancelWord word) {
    return Optional.ofNullable(NodePoolStatusFactory.previous(pool).rollout())
        .flatMap(rollout -> Optional.ofNullable(rollout.runId()))
        .orElse(word.runId());
  }

  /** What becomes of it, for humans; empty where it was carried out, or nobody has said it. */
  static String answer(BootcNodePool pool) {
    Optional<VerbDecision> decision = CancelWord.on(pool).map(word -> decide(word, pool));
    return decision
        .map(decided ->
            switch (decided) {
              case VerbDecision.Allowed() ->
                  "; is being cancelled, as " + BootcApi.CANCEL + " asks";
              case VerbDecision.AlreadySo _ -> "";
              case VerbDecision.Refused(String why) ->
                  "; " + BootcApi.CANCEL + " does nothing, since " + why;
            })
        .orElse("");
  }

  private static VerbDecision decide(CancelWord word, BootcNodePool pool) {
    return VerbDecision.of(
        word, pool.getMetadata().getName(), NodePoolStatusFactory.previous(pool).rollout());
  }
}
