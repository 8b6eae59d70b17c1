package dev.bootc.rollout.plugin.steer;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus;
import java.util.Objects;
import java.util.Optional;

/** What a pool shows that verbs go by. */
final class PoolFacts {
  private PoolFacts() {}

  static BootcNodePoolStatus status(BootcNodePool pool) {
    return Objects.requireNonNullElse(pool.getStatus(), BootcNodePoolStatus.EMPTY);
  }

  static RolloutStatus rollout(BootcNodePool pool) {
    return Objects.requireNonNullElse(status(pool).rollout(), NothingYet.ROLLOUT);
  }

  /** Empty where there was none, or one of a newer version. */
  static Optional<RolloutPhase> phase(BootcNodePool pool) {
    return RolloutPhase.of(rollout(pool).phase());
  }

  static boolean isIn(BootcNodePool pool, RolloutPhase phase) {
    return phase(pool).equals(Optional.of(phase));
  }

  static boolean isOver(BootcNodePool pool) {
    return rollout(pool).phase() == null || phase(pool).filter(RolloutPhase::isEnd).isPresent();
  }

  /** Whether the operator has looked at the spec as it is. */
  static boolean isObserved(BootcNodePool pool) {
    Long observed = status(pool).observedGeneration();
    return observed != null && observed >= generation(pool);
  }

  /** Whether the rollout goes by the spec as it is. */
  static boolean isFollowed(BootcNodePool pool) {
    Long followed = rollout(pool).generation();
    return followed != null && followed >= generation(pool);
  }

  /** Cancelled, and not begun again by a change of the spec either. */
  static boolean isLeftCancelled(BootcNodePool pool) {
    return isIn(pool, RolloutPhase.CANCELLED) && isFollowed(pool);
  }

  static boolean isPausedByField(BootcNodePool pool) {
    RolloutSpec rollout = pool.getSpec().rollout();
    return rollout != null && Boolean.TRUE.equals(rollout.paused());
  }

  /** The first entry of what the rollout itself finds in the way. */
  static Optional<BlockedBy> blockedBy(BootcNodePool pool, Kind kind) {
    return rollout(pool).blockedBy().stream()
        .filter(entry -> entry.knownKind().equals(Optional.of(kind)))
        .findFirst();
  }

  /** What the condition UpToDate says; empty where there is none. */
  static String upToDate(BootcNodePool pool) {
    return PoolConditions.upToDate(pool).map(Condition::message).orElse("");
  }

  private static long generation(BootcNodePool pool) {
    return Objects.requireNonNullElse(pool.getMetadata().getGeneration(), 0L);
  }
}
