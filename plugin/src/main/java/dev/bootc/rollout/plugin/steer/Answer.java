package dev.bootc.rollout.plugin.steer;

import static dev.bootc.rollout.plugin.steer.PoolFacts.isFollowed;
import static dev.bootc.rollout.plugin.steer.PoolFacts.isIn;
import static dev.bootc.rollout.plugin.steer.PoolFacts.isObserved;
import static dev.bootc.rollout.plugin.steer.PoolFacts.isOver;
import static dev.bootc.rollout.plugin.steer.PoolFacts.rollout;
import static dev.bootc.rollout.plugin.steer.PoolFacts.status;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.api.WrittenTime;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** By what a person sees in a pool's status that a verb was heard. */
public interface Answer {
  /** By which a node that failed holds the rollout. */
  Set<Kind> OF_FAILURES = EnumSet.of(Kind.NODE_FAILED, Kind.HALTED);

  /** What the operator made of it. */
  sealed interface Said {
    /** Nothing yet. */
    record NotYet() implements Said {}

    /**
     * It is heard, and what it is to change may come any moment. Where that does not come in time,
     * it is done all the same.
     *
     * @param but what is not so yet
     */
    record Underway(String but) implements Said {}

    /**
     * It is done.
     *
     * @param but what it does not do all the same; may be empty
     */
    record Heard(String but) implements Said {}

    record Refused(String why) implements Said {}
  }

  /** What a status says to it. */
  Said in(BootcNodePool now);

  /** Of what nobody answers, as nothing follows from it for now. */
  static Answer none() {
    return _ -> heard(true);
  }

  /** It is paused, or the pause is noted for the next rollout. */
  static Answer paused() {
    return now -> heard(isObserved(now) && (isOver(now) || rollout(now).pausedBy() != null));
  }

  /** The rollout follows the spec as it is, and the field pauses it no more. */
  static Answer resumed() {
    return now -> {
      boolean byField = RolloutSpec.PAUSED_FIELD.equals(rollout(now).pausedReason());
      if (!isObserved(now) || !(isOver(now) || (isFollowed(now) && !byField))) {
        return new Said.NotYet();
      }
      return new Said.Heard(
          isOver(now) || rollout(now).pausedBy() == null
              ? ""
              : "Temporal pauses it all the same; " + PoolVerbs.pausedByTemporal(now));
    };
  }

  /** Another run than the cancelled one has begun. */
  static Answer begunAgain(@Nullable String cancelledRun) {
    return now ->
        heard(
            !isIn(now, RolloutPhase.CANCELLED)
                || !Objects.equals(rollout(now).runId(), cancelledRun));
  }

  /** The run is cancelled, or it is said why not. */
  static Answer cancelled(BootcNodePool before) {
    return now ->
        refusal(before, now, BootcApi.CANCEL + " does nothing")
            .orElseGet(() -> heard(isIn(now, RolloutPhase.CANCELLED)));
  }

  /** Nothing waits for an approval any more. */
  static Answer approved() {
    return now ->
        heard(
            isObserved(now)
                && (isOver(now) || isFollowed(now))
                && !isIn(now, RolloutPhase.WAITING_FOR_APPROVAL)
                && Stream.concat(
                        status(now).blockedBy().stream(), rollout(now).blockedBy().stream())
                    .map(BlockedBy::knownKind)
                    .noneMatch(Optional.of(Kind.WAITING_FOR_APPROVAL)::equals));
  }

  /** The pool goes back, or says why it does not. */
  static Answer undone(String digest, BootcNodePool before) {
    return now ->
        refusal(before, now, "not undone")
            .orElseGet(() ->
                heard(
                    isUndone(now, digest)
                        && !digest.equals(status(now).targetDigest())
                        && isRolledOut(now, status(now).targetDigest())));
  }

  /**
   * What the operator says from these words on. What it said before is about an earlier word, which
   * it may not have read anew yet.
   */
  private static Optional<Said> refusal(BootcNodePool before, BootcNodePool now, String words) {
    return said(now, words)
        .filter(text -> !Optional.of(text).equals(said(before, words)))
        .map(Said.Refused::new);
  }

  private static Optional<String> said(BootcNodePool pool, String words) {
    return Optional.of(PoolFacts.upToDate(pool))
        .filter(message -> message.contains(words))
        .map(message -> message.substring(message.indexOf(words)));
  }

  /** The digest is asked for again. */
  static Answer triedAgain(String digest) {
    return now -> heard(digest.equals(status(now).targetDigest()) && isRolledOut(now, digest));
  }

  /**
   * The node's failure of then is neither told any more nor in the way, nor does it halt the
   * rollout; one beyond the lists is counted no more.
   */
  static Answer retried(String node, BootcNodePool then) {
    Optional<NodeProgress> failure = toldOf(node, then);
    ToldNodes before = ToldNodes.failed(then);
    return now -> {
      if (failure.isEmpty()) {
        return heard(!before.isCut() || before.areMoreThan(ToldNodes.failed(now)));
      }
      if (toldOf(node, now).equals(failure)) {
        return new Said.NotYet();
      }
      return isYetToMove(node, failure.get(), now)
          ? new Said.Underway(
              "node " + node + " is not healthy yet, and is in the way until it says otherwise")
          : new Said.Heard("");
    };
  }

  /**
   * Its agent still reports how the last attempt ended, which holds the rollout for a moment more;
   * a later failure is one of the new attempt.
   */
  private static boolean isYetToMove(String node, NodeProgress failure, BootcNodePool now) {
    Instant failed = WrittenTime.read(failure.since()).orElse(Instant.MAX);
    boolean isInTheWay =
        rollout(now).blockedBy().stream()
            .filter(entry -> entry.knownKind().filter(OF_FAILURES::contains).isPresent())
            .anyMatch(entry -> entry.nodes().contains(node));
    return isInTheWay
        && toldOf(node, now)
            .flatMap(told -> WrittenTime.read(told.since()))
            .filter(failed::isBefore)
            .isEmpty();
  }

  /** It is said who is left out; where the list is cut, that there is one more. */
  static Answer skipped(String node, BootcNodePool then) {
    ToldNodes before = ToldNodes.skipped(then);
    return now -> {
      ToldNodes told = ToldNodes.skipped(now);
      return heard(told.isTelling(node) || (told.isCut() && told.areMoreThan(before)));
    };
  }

  /** The node takes part again. */
  static Answer notSkipped(String node, BootcNodePool then) {
    ToldNodes before = ToldNodes.skipped(then);
    return now -> {
      ToldNodes told = ToldNodes.skipped(now);
      if (before.isTelling(node)) {
        return heard(!told.isTelling(node));
      }
      return heard(!before.isCut() || before.areMoreThan(told));
    };
  }

  private static Optional<NodeProgress> toldOf(String node, BootcNodePool pool) {
    return Stream.concat(rollout(pool).failed().stream(), rollout(pool).inFlight().stream())
        .filter(progress -> progress.node().equals(node))
        .findFirst();
  }

  private static boolean isRolledOut(BootcNodePool pool, @Nullable String digest) {
    return Objects.equals(rollout(pool).digest(), digest);
  }

  private static boolean isUndone(BootcNodePool pool, String digest) {
    return Undone.of(pool).filter(undone -> undone.digest().equals(digest)).isPresent();
  }

  private static Said heard(boolean isSo) {
    return isSo ? new Said.Heard("") : new Said.NotYet();
  }
}
