package dev.bootc.rollout.api;

import java.util.Optional;

/**
 * Somebody's word that a cancelled rollout is to go on: {@link BootcApi#RESUME} on the pool names
 * the run that was cancelled. It stands in the cluster, so that nothing forgets it, and it is about
 * that run only, so that it does not undo a later cancel.
 */
public final class Resumption {
  private Resumption() {}

  /** Whether somebody wants the cancelled rollout that a pool's status tells of to go on. */
  public static boolean isWanted(BootcNodePool pool) {
    RolloutStatus rollout = RolloutStatus.on(pool).orElse(null);
    String word = WrittenAnnotation.valueOn(pool, BootcApi.RESUME);
    return rollout != null
        && RolloutPhase.CANCELLED.text().equals(rollout.phase())
        && word != null
        && word.strip().equals(rollout.runId());
  }

  /**
   * What is reported of a pool's rollout, as it is to be read by whoever begins the next run: a
   * cancelled one that is to go on has ended for the sake of that.
   */
  public static Optional<RolloutStatus> read(BootcNodePool pool) {
    return Optional.ofNullable(pool.getStatus())
        .map(BootcNodePoolStatus::rollout)
        .map(rollout -> isWanted(pool) ? superseded(rollout) : rollout);
  }

  private static RolloutStatus superseded(RolloutStatus rollout) {
    return new RolloutStatus(
        RolloutPhase.SUPERSEDED.text(),
        rollout.digest(),
        rollout.generation(),
        rollout.workflowId(),
        rollout.runId(),
        rollout.startedAt(),
        rollout.message(),
        rollout.pausedBy(),
        rollout.pausedReason(),
        rollout.pausedSince(),
        rollout.inFlight(),
        rollout.waiting(),
        rollout.failed(),
        rollout.blockedBy(),
        rollout.digestFailed(),
        null,
        rollout.earlierRuns());
  }

  /** What a person types. */
  public static String command(String pool) {
    return "kubectl annotate bnp %s --overwrite %s=\"$(kubectl get bnp %s -o jsonpath={.status.rollout.runId})\""
        .formatted(pool, BootcApi.RESUME, pool);
  }
}
