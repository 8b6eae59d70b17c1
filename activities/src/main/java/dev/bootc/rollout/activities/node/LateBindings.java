package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.text.HeldDrain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Pods that may still come to a cordoned node: a scheduler may have lost its watch with ours, and
 * not know of the cordon yet.
 */
record LateBindings(ClusterCache cluster, Clock clock) {
  /** What is said meanwhile. */
  static final String WAITING =
      HeldDrain.NO_POD_IS_LEFT
          + "; schedulers are given up to a minute to hear of the cordon, since the API server was away";

  /** Between the mark of a slot and its cordon. */
  private static final Duration CORDONED_WITHIN = Duration.ofSeconds(5);

  /**
   * Longer than a scheduler may pause. A watch that is refused for ever is no reason to wait for
   * ever.
   */
  private static final Duration SCHEDULERS_HEAR_WITHIN = Duration.ofMinutes(2);

  /**
   * Whether one may be on its way.
   *
   * @param drainedFor how long this process has drained the node
   */
  boolean mayCome(BootcNode holder, Duration drainedFor) {
    Duration cordoned = cordonedFor(holder, drainedFor);
    return cordoned.compareTo(SCHEDULERS_HEAR_WITHIN) < 0
        && cluster.untilSchedulersHaveHeardOf(System.nanoTime() - cordoned.toNanos()).isPositive();
  }

  /** At least, whoever began the drain: where watches break all the time it is begun often. */
  private Duration cordonedFor(BootcNode holder, Duration drainedFor) {
    Duration slot =
        NodeFacts.slotSince(holder)
            .map(taken -> Duration.between(taken.plus(CORDONED_WITHIN), Instant.now(clock)))
            .orElse(Duration.ZERO);
    return slot.compareTo(drainedFor) > 0 ? slot : drainedFor;
  }
}
