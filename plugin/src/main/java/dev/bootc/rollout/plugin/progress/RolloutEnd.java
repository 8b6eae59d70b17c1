package dev.bootc.rollout.plugin.progress;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.view.CurrentRollout;
import dev.bootc.rollout.plugin.view.PoolView;
import dev.bootc.rollout.workflows.plan.UndoDecision;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * That there is nothing to wait for any more: the rollout of the spec as it is now has come to what
 * was waited for, or to what only a person ends.
 *
 * <p>What a status says of an earlier spec is never taken for an answer, so that a script may edit
 * the pool and wait at once.
 */
public final class RolloutEnd {
  private RolloutEnd() {}

  /**
   * The code to end with; empty while there is something to wait for.
   *
   * @param wanted the phase that is waited for
   * @param through phases in which to go on waiting, for whoever expects somebody to mend them
   * @param now what goes on by itself in most cases is given a while
   */
  public static Optional<ExitCode> of(
      BootcNodePool pool, RolloutPhase wanted, Set<RolloutPhase> through, Instant now) {
    if (!PoolView.isObserved(pool)) {
      return Optional.empty();
    }
    Optional<RolloutPhase> phase = phase(pool);
    if (phase.equals(Optional.of(wanted)) && wanted != RolloutPhase.COMPLETED) {
      return Optional.of(ExitCode.OK);
    }
    if (hasNoNodes(pool)) {
      return Optional.of(ExitCode.NO_NODES);
    }
    if (isCompleted(pool, phase)) {
      return Optional.of(wanted == RolloutPhase.COMPLETED ? ExitCode.OK : ExitCode.COMPLETED);
    }
    if (isRefused(pool)) {
      return Optional.of(ExitCode.INVALID_SPEC);
    }
    return phase
        .filter(standstill -> !through.contains(standstill))
        .flatMap(standstill -> codeOf(standstill, pool))
        .or(() -> Standstill.of(pool, phase.isPresent(), through, now));
  }

  private static boolean hasNoNodes(BootcNodePool pool) {
    return Objects.equals(status(pool).nodeCount(), 0)
        && PoolConditions.upToDate(pool).filter(Condition::isTrue).isPresent();
  }

  /** Of the rollout of the spec as it is; an earlier one's says nothing. */
  private static Optional<RolloutPhase> phase(BootcNodePool pool) {
    return RolloutStatus.on(pool)
        .filter(rollout -> CurrentRollout.isOfThisSpec(pool, rollout))
        .flatMap(rollout -> RolloutPhase.of(rollout.phase()));
  }

  /**
   * Every node runs what is asked for; or all but those that somebody skipped, whose rollout is
   * completed without them, or would be if there were one.
   */
  private static boolean isCompleted(BootcNodePool pool, Optional<RolloutPhase> phase) {
    boolean upToDate = PoolConditions.upToDate(pool).filter(Condition::isTrue).isPresent();
    RolloutStatus rollout = status(pool).rollout();
    boolean done =
        phase.equals(Optional.of(RolloutPhase.COMPLETED))
            && rollout != null
            && Objects.equals(rollout.digest(), status(pool).targetDigest());
    return upToDate || done || needsNone(pool, phase);
  }

  /**
   * Nothing was left to do when the spec was changed, also where a rollout was cancelled before.
   */
  private static boolean needsNone(BootcNodePool pool, Optional<RolloutPhase> phase) {
    boolean isOpen =
        RolloutStatus.on(pool)
            .flatMap(rollout -> RolloutPhase.of(rollout.phase()))
            .filter(known -> !known.isEnd())
            .isPresent();
    return phase.isEmpty()
        && !isOpen
        && CurrentRollout.isDone(pool)
        && Undone.insteadIn(pool).isEmpty();
  }

  private static boolean isRefused(BootcNodePool pool) {
    return Condition.find(status(pool).conditions(), PoolConditions.DEGRADED)
        .filter(Condition::isTrue)
        .map(Condition::reason)
        .equals(Optional.of(PoolConditions.INVALID_SPEC));
  }

  private static Optional<ExitCode> codeOf(RolloutPhase phase, BootcNodePool pool) {
    return switch (phase) {
      // Its end is yet to come.
      case HALTED -> goesBackByItself(pool) ? Optional.empty() : Optional.of(ExitCode.HALTED);
      case BLOCKED -> Optional.of(ExitCode.BLOCKED);
      case ROLLED_BACK -> Optional.of(ExitCode.ROLLED_BACK);
      case CANCELLED -> Optional.of(ExitCode.CANCELLED);
      case PAUSED -> Optional.of(ExitCode.PAUSED);
      case WAITING_FOR_APPROVAL -> Optional.of(ExitCode.WAITING_FOR_APPROVAL);
      case STAGING, ROLLING, COMPLETED, SUPERSEDED -> Optional.empty();
    };
  }

  /** As the operator decides it: where it cannot go back, a halt is for a person to end. */
  private static boolean goesBackByItself(BootcNodePool pool) {
    BootcNodePoolStatus status = status(pool);
    RolloutStatus rollout = status.rollout();
    Optional<ImageDigest> asked =
        Optional.ofNullable(status.targetDigest())
            .filter(ImageDigest::isValid)
            .map(ImageDigest::new);
    return pool.getSpec().rollout() != null
        && pool.getSpec().rollout().undoesFailures()
        && rollout != null
        && Boolean.TRUE.equals(rollout.digestFailed())
        && Objects.equals(rollout.digest(), status.targetDigest())
        && Undone.insteadIn(pool).isEmpty()
        && asked
            .filter(digest ->
                !UndoDecision.isInVain(
                    true, pool.getSpec().image().ref(), status.deployedImage(), digest, rollout))
            .isPresent();
  }

  static BootcNodePoolStatus status(BootcNodePool pool) {
    return Objects.requireNonNullElse(pool.getStatus(), BootcNodePoolStatus.EMPTY);
  }
}
