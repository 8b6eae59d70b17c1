package dev.bootc.rollout.plugin.steer;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** By what a person sees in a pool's status that a verb was heard. */
public interface Answer {

  /** What the operator made of it. */
  sealed interface Said {
    /** Nothing yet. */
    record NotYet() implements Said {}

    record Heard() implements Said {}

    record Refused(String why) implements Said {}
  }

  /** What a status says to it. */
  Said in(BootcNodePool now);

  /** It is paused, or the pause is noted for the next rollout. */
  static Answer paused() {
    return now -> heard(isObserved(now) && (isOver(now) || rollout(now).pausedBy() != null));
  }

  /** The rollout follows the spec as it is, and nobody pauses it any more. */
  static Answer resumed() {
    return now ->
        heard(
            isObserved(now)
                && (isOver(now) || (isFollowed(now) && rollout(now).pausedBy() == null)));
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
                && status(now).blockedBy().stream()
                    .noneMatch(
                        entry -> entry.knownKind().equals(Optional.of(Kind.WAITING_FOR_APPROVAL))));
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
    return Condition.find(status(pool).conditions(), PoolConditions.UP_TO_DATE)
        .map(Condition::message)
        .filter(message -> message.contains(words))
        .map(message -> message.substring(message.indexOf(words)));
  }

  /** The digest is asked for again. */
  static Answer triedAgain(String digest) {
    return now -> heard(digest.equals(status(now).targetDigest()) && isRolledOut(now, digest));
  }

  /** The node's failure of then is not told any more. */
  static Answer retried(String node, BootcNodePool then) {
    Optional<NodeProgress> failure = toldOf(node, then);
    return now -> heard(!toldOf(node, now).equals(failure));
  }

  /** It is said who is left out, or nothing of it is needed as the rollout is over. */
  static Answer skipped(String node) {
    return now -> {
      String message = Objects.requireNonNullElse(rollout(now).message(), "");
      int skipped = message.indexOf(" skipped: ");
      return heard(skipped >= 0 && message.indexOf(node, skipped) >= 0);
    };
  }

  /** The node takes part again. */
  static Answer notSkipped(String node) {
    return now ->
        skipped(node).in(now) instanceof Said.Heard ? new Said.NotYet() : new Said.Heard();
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
    return Optional.ofNullable(status(pool).undone())
        .filter(undone -> undone.digest().equals(digest))
        .isPresent();
  }

  private static Said heard(boolean isSo) {
    return isSo ? new Said.Heard() : new Said.NotYet();
  }

  private static BootcNodePoolStatus status(BootcNodePool pool) {
    return Objects.requireNonNullElse(pool.getStatus(), BootcNodePoolStatus.EMPTY);
  }

  private static RolloutStatus rollout(BootcNodePool pool) {
    return Objects.requireNonNullElse(status(pool).rollout(), NothingYet.ROLLOUT);
  }

  private static boolean isIn(BootcNodePool pool, RolloutPhase phase) {
    return phase.text().equals(rollout(pool).phase());
  }

  private static boolean isOver(BootcNodePool pool) {
    String phase = rollout(pool).phase();
    return phase == null
        || Arrays.stream(RolloutPhase.values())
            .anyMatch(known -> known.isEnd() && known.text().equals(phase));
  }

  private static boolean isObserved(BootcNodePool pool) {
    Long observed = status(pool).observedGeneration();
    return observed != null && observed >= generation(pool);
  }

  private static boolean isFollowed(BootcNodePool pool) {
    Long followed = rollout(pool).generation();
    return followed != null && followed >= generation(pool);
  }

  private static long generation(BootcNodePool pool) {
    return Objects.requireNonNullElse(pool.getMetadata().getGeneration(), 0L);
  }
}
