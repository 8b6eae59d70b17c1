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
  NODE_SKIPPED("NodeSkipped"),
  /** Somebody has taken its verdict away, so that it is tried again. */
  NODE_RETRIED("NodeRetried"),
  /** Somebody has approved the digest. */
  APPROVED("Approved"),
  /** Somebody has approved a step. */
  STEP_APPROVED("StepApproved"),
  /** Somebody has ended a pause, or wants a cancelled rollout to go on. */
  RESUMED("Resumed"),
  /** Somebody wants a registry to be asked now. */
  CHECK_REQUESTED("CheckRequested");

  private final String text;

  EventReason(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
