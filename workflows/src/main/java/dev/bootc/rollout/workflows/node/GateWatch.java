package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.GateMark.State;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the gates of a pool about a node look after look, once nothing else speaks against its
 * update. They are asked in their order, and the first that does not hold is what the node waits
 * for.
 *
 * <p>How long it waits is counted from the mark on the BootcNode, so over every restart. A gate
 * that cannot be asked says nothing about the node: that is no failure however long it lasts, and
 * no success either; once it says no again, its time begins anew. So it does where somebody took a
 * failure away: then the gates are asked again at once, and no earlier answer counts. For one
 * thread.
 */
public final class GateWatch {
  /** A mark of a replica whose clock is ahead of ours by more than this is not believed. */
  private static final Duration AHEAD_BY = Duration.ofMinutes(1);

  private @Nullable Asked latest;
  private int refusals;

  /** When it was seen first that somebody wants another attempt; absent once that is written. */
  private @Nullable Instant wantedAgainSince;

  /** The gate that did not hold, or none where all did. */
  private record Asked(@Nullable GateSpec gate, GateAnswer answer, Instant at, String bootId) {
    boolean isOld(SeenNode node, PoolWish pool, Instant now) {
      return gate == null
          || !pool.gates().contains(gate)
          || !bootId.equals(node.bootId())
          || !now.isBefore(at.plus(gate.interval()))
          // A clock that was set back must not make the rest longer than the whole.
          || now.isBefore(at);
    }
  }

  /**
   * What the latest judgement comes to.
   *
   * @param latestOfNode of this look
   * @param ask the gate about this node
   * @return the same; {@code Gated} or {@code Failed} in place of an update that a gate keeps back
   */
  public UpdateJudgement after(
      UpdateJudgement latestOfNode,
      SeenNode node,
      PoolWish pool,
      Function<GateSpec, GateAnswer> ask,
      Instant now) {
    boolean isUpToItsGates =
        latestOfNode instanceof UpdateJudgement.Updated && !pool.gates().isEmpty();
    boolean isWantedAgain = isUpToItsGates && node.isWantedAgain();
    boolean isNewAttempt = isWantedAgain && wantedAgainSince == null;
    wantedAgainSince = isWantedAgain ? Objects.requireNonNullElse(wantedAgainSince, now) : null;
    // What was said to the attempt that failed must not end the one that somebody wants now.
    if (!isUpToItsGates || isNewAttempt) {
      latest = null;
      refusals = 0;
    }
    if (!isUpToItsGates) {
      return latestOfNode;
    }
    Asked known = latest;
    if (known == null || known.isOld(node, pool, now)) {
      known = asked(pool.gates(), node, ask, now);
      latest = known;
    }
    GateSpec gate = known.gate();
    return gate == null ? latestOfNode : keptBack(gate, known, node, now);
  }

  private Asked asked(
      List<GateSpec> gates, SeenNode node, Function<GateSpec, GateAnswer> ask, Instant now) {
    GateSpec before = latest == null ? null : latest.gate();
    for (GateSpec gate : gates) {
      GateAnswer answer = ask.apply(gate);
      if (!(answer instanceof GateAnswer.Passes)) {
        boolean again = gate.equals(before);
        refusals = answer instanceof GateAnswer.SaysNo ? (again ? refusals + 1 : 1) : 0;
        return new Asked(gate, answer, now, node.bootId());
      }
    }
    return new Asked(null, new GateAnswer.Passes(), now, node.bootId());
  }

  private UpdateJudgement keptBack(GateSpec gate, Asked asked, SeenNode node, Instant now) {
    // Where it is wanted again, the mark is that of the attempt before.
    Instant beginning = wantedAgainSince == null ? now : wantedAgainSince;
    Optional<GateMark> mark =
        node.gateAtDesired()
            .filter(_ -> wantedAgainSince == null)
            .filter(seen -> !seen.since().isAfter(now.plus(AHEAD_BY)));
    Optional<GateMark> failure = mark.filter(seen -> seen.state() == State.FAILED);
    if (failure.isPresent()) {
      return new UpdateJudgement.Failed(Verdict.Outcome.GATE_FAILED, failure.get().inWords());
    }
    GateMark next =
        switch (asked.answer()) {
          case GateAnswer.SaysNo(String why) ->
              refused(gate, why, node, begun(mark, State.WAITS, beginning), now);
          case GateAnswer.CannotBeAsked(String why) -> {
            Instant since = begun(mark, State.ERROR, beginning);
            yield new GateMark(since, node.desiredDigest(), State.ERROR, gate.name(), why);
          }
          case GateAnswer.Passes _ ->
              throw new IllegalStateException("what passes keeps nobody back");
        };
    Duration left = Duration.between(now, asked.at().plus(gate.interval()));
    return new UpdateJudgement.Gated(next, left, "Ready, " + next.inWords());
  }

  private GateMark refused(GateSpec gate, String why, SeenNode node, Instant since, Instant now) {
    // One that was set back to what it runs before it was approved has had no attempt to fail in.
    boolean isOver =
        node.approved()
            && (!now.isBefore(since.plus(gate.timeout())) || gate.givesUpAfter(refusals));
    return isOver
        ? new GateMark(
            now,
            node.desiredDigest(),
            State.FAILED,
            gate.name(),
            why + " (asked since " + since + ")")
        : new GateMark(since, node.desiredDigest(), State.WAITS, gate.name(), why);
  }

  /** The time of one state, whichever gate it was about: gates by turns get no more of it. */
  private static Instant begun(Optional<GateMark> mark, State state, Instant beginning) {
    return mark.filter(seen -> seen.state() == state).map(GateMark::since).orElse(beginning);
  }
}
