package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * What to do about an attempt that is said to have ended, by what is seen of the node at this
 * moment: the answer that said so may be old or forged.
 */
public sealed interface EndDecision {

  /** It is so: the verdict is written. */
  record AsTold() implements EndDecision {}

  /** It is not so; the slot may be given back all the same, without a verdict. */
  record WithoutVerdict(String why) implements EndDecision {}

  /** Nothing is to be written. */
  record Leave(String why) implements EndDecision {}

  /**
   * How an attempt is said to have ended.
   *
   * @param digest that it was at
   */
  record Told(Verdict.Outcome outcome, String digest) {}

  /**
   * Decides about a slot that is to be given back.
   *
   * @param drainEnds when its drain may have timed out at the earliest; empty where it never does
   */
  static EndDecision ofRelease(
      SeenNode node, PoolWish pool, Told told, Optional<Instant> drainEnds, Instant now) {
    return switch (told.outcome()) {
      case UPDATED -> ofSuccess(node, pool);
      case DRAIN_TIMED_OUT -> ofDrain(node, told.digest(), drainEnds, now);
      case NOT_BACK, WRONG_IMAGE, AGENT_DEGRADED, GATE_FAILED, CANCELLED, ROLLED_BACK_BY_HOST ->
          new Leave("a node that failed keeps its slot");
    };
  }

  private static EndDecision ofSuccess(SeenNode node, PoolWish pool) {
    if (!pool.gates().isEmpty()) {
      return new Leave("only whoever asks the gates of its pool frees its slot");
    }
    return node.state() == NodeState.UP_TO_DATE && node.ready() && !node.rebooting()
        ? new AsTold()
        : new Leave("the node is " + node.state() + ", not up to date and Ready");
  }

  private static EndDecision ofDrain(
      SeenNode node, String digest, Optional<Instant> drainEnds, Instant now) {
    if (node.approved()) {
      return new Leave("its reboot was approved");
    }
    if (!digest.equals(node.triedDigest())) {
      return new WithoutVerdict("it was drained for " + node.triedDigest());
    }
    return drainEnds.filter(end -> !now.isBefore(end)).isPresent()
        ? new AsTold()
        : new WithoutVerdict("its drain cannot have timed out yet");
  }

  /** Decides about a failure that is to be written down. */
  static EndDecision ofFailure(SeenNode node, PoolWish pool, Told told, Instant now) {
    if (!told.digest().equals(node.triedDigest())) {
      return new Leave("it is tried with " + node.triedDigest());
    }
    return switch (UpdateJudgement.of(node, pool, now)) {
      case UpdateJudgement.Failed(Verdict.Outcome seen, String _) when seen == told.outcome() ->
          new AsTold();
      case UpdateJudgement.Suspect _ when told.outcome() == Verdict.Outcome.WRONG_IMAGE ->
          new AsTold();
      case UpdateJudgement.Updated _
          when told.outcome() == Verdict.Outcome.GATE_FAILED && node.hasFailedAGate() ->
          new AsTold();
      case UpdateJudgement other -> new Leave(other.message());
    };
  }
}
