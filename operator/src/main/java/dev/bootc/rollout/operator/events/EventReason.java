package dev.bootc.rollout.operator.events;

/**
 * Reasons of Events that are named after nothing else, as the contract spells them. The others are
 * named after what they tell: the kind of a wait, the outcome of an attempt, the reason of a
 * condition.
 */
enum EventReason {
  /** The pool has another target than its nodes run. */
  IMAGE_UPDATE_AVAILABLE("ImageUpdateAvailable"),
  ROLLOUT_STARTED("RolloutStarted"),
  ROLLOUT_COMPLETED("RolloutCompleted"),
  /** Pods did not leave in time, and the node was restored. */
  DRAIN_FAILED("DrainFailed"),
  /** Pods have not left for minutes, and are still waited for. */
  DRAIN_TAKING_TOO_LONG("DrainTakingTooLong"),
  /** Somebody leaves the node out. */
  NODE_SKIPPED("NodeSkipped");

  private final String text;

  EventReason(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
