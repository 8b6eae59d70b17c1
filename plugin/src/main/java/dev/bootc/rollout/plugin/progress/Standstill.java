package dev.bootc.rollout.plugin.progress;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.plugin.exit.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What only a person ends although the phase says that the rollout goes on: no other node is ever
 * started, and the phase would be Rolling for good.
 */
final class Standstill {
  /** A registry that is away for a moment is no reason to give up. */
  private static final Duration TAG_IS_KNOWN_WITHIN = Duration.ofSeconds(60);

  private Standstill() {}

  /**
   * The code to end with; empty where it goes on.
   *
   * @param isFollowed whether the rollout is one of the spec as it is
   */
  static Optional<ExitCode> of(
      BootcNodePool pool, boolean isFollowed, Set<RolloutPhase> through, Instant now) {
    BootcNodePoolStatus status = RolloutEnd.status(pool);
    RolloutStatus rollout = status.rollout();
    if (isUnresolved(pool, status, now) && !through.contains(RolloutPhase.BLOCKED)) {
      return Optional.of(ExitCode.BLOCKED);
    }
    if (!isFollowed || rollout == null) {
      return Optional.empty();
    }
    List<BlockedBy> found = rollout.blockedBy();
    if (find(found, Kind.STEP_TOO_LARGE).isPresent()) {
      return Optional.of(ExitCode.INVALID_SPEC);
    }
    if (find(found, Kind.WAITING_FOR_APPROVAL).isPresent()
        && !through.contains(RolloutPhase.WAITING_FOR_APPROVAL)) {
      return Optional.of(ExitCode.WAITING_FOR_APPROVAL);
    }
    return hasNoSlots(pool, found) && !through.contains(RolloutPhase.BLOCKED)
        ? Optional.of(ExitCode.BLOCKED)
        : Optional.empty();
  }

  /** A tag that was never resolved; while an earlier meaning of it stands the rollout goes on. */
  private static boolean isUnresolved(BootcNodePool pool, BootcNodePoolStatus status, Instant now) {
    return !pool.getSpec().image().ref().equals(status.resolvedRef())
        && find(status.blockedBy(), Kind.TAG_NOT_RESOLVED)
            .flatMap(entry -> WrittenTime.read(entry.since()))
            .filter(since -> !now.isBefore(since.plus(TAG_IS_KNOWN_WITHIN)))
            .isPresent();
  }

  /** Said of the pool; where nodes that are down use the budget up, it is said of those. */
  private static boolean hasNoSlots(BootcNodePool pool, List<BlockedBy> found) {
    String itself = "BootcNodePool/" + pool.getMetadata().getName();
    return found.stream()
        .filter(entry ->
            entry
                .knownKind()
                .filter(EnumSet.of(Kind.BUDGET, Kind.CLUSTER_CAP)::contains)
                .isPresent())
        .anyMatch(entry -> entry.object().equals(itself));
  }

  private static Optional<BlockedBy> find(List<BlockedBy> entries, Kind kind) {
    return entries.stream()
        .filter(entry -> Objects.equals(entry.knownKind().orElse(null), kind))
        .findFirst();
  }
}
