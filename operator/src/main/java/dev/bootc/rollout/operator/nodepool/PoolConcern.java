package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Resumption;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.api.WrittenAnnotation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a pool is worth a look at it. Our own status writes are no news, and the rollout writes
 * its progress every second; its phase and who paused it show in the conditions.
 */
record PoolConcern(
    @Nullable Long generation,
    boolean markedForDeletion,
    List<String> finalizers,
    @Nullable Progress progress,
    @Nullable String checkNow,
    @Nullable String tryAgain,
    boolean resumed,
    @Nullable String undo,
    @Nullable String cancel) {

  private record Progress(
      @Nullable String phase,
      @Nullable String digest,
      @Nullable Long generation,
      @Nullable String pausedBy,
      int failed,
      boolean digestFailed) {}

  static PoolConcern of(BootcNodePool pool) {
    return new PoolConcern(
        pool.getMetadata().getGeneration(),
        pool.isMarkedForDeletion(),
        List.copyOf(pool.getMetadata().getFinalizers()),
        progress(pool),
        PoolSpecs.checkNow(pool),
        Undone.wordOn(pool),
        Resumption.isWanted(pool),
        WrittenAnnotation.valueOn(pool, BootcApi.UNDO),
        WrittenAnnotation.valueOn(pool, BootcApi.CANCEL));
  }

  private static @Nullable Progress progress(BootcNodePool pool) {
    BootcNodePoolStatus status = pool.getStatus();
    RolloutStatus rollout = status == null ? null : status.rollout();
    return rollout == null
        ? null
        : new Progress(
            rollout.phase(),
            rollout.digest(),
            rollout.generation(),
            rollout.pausedBy(),
            rollout.failed().size(),
            Boolean.TRUE.equals(rollout.digestFailed()));
  }
}
