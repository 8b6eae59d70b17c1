package dev.bootc.rollout.api;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a rollout is. The text in {@code status.rollout.phase} and in the search attribute {@code
 * BootcPhase}.
 */
public enum RolloutPhase {
  /** No node can take a slot yet: images are being staged. */
  STAGING("Staging"),
  /** Nodes are being updated, or the next one waits for a stated reason. */
  ROLLING("Rolling"),
  /** No new slot is taken, because somebody paused. */
  PAUSED("Paused"),
  /** No new slot is taken, because nobody has approved the digest yet. */
  WAITING_FOR_APPROVAL("WaitingForApproval"),
  /** No new slot is taken, because slot holders are unhealthy. */
  HALTED("Halted"),
  /** Nothing more can be done without a human: what is left has failed. */
  BLOCKED("Blocked"),
  /** Every node runs the target. */
  COMPLETED("Completed"),
  /** Too many nodes failed at a digest, and every node runs the image of before again. */
  ROLLED_BACK("RolledBack"),
  /** A new target took over. */
  SUPERSEDED("Superseded"),
  /** Somebody cancelled; not started again for this generation and digest. */
  CANCELLED("Cancelled");

  private final String text;

  RolloutPhase(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** The one of that text; empty where there is none. */
  public static Optional<RolloutPhase> of(@Nullable String text) {
    return Arrays.stream(values()).filter(phase -> phase.text.equals(text)).findFirst();
  }

  /** Whether the workflow that reached this phase is over. */
  public boolean isEnd() {
    return switch (this) {
      case COMPLETED, ROLLED_BACK, SUPERSEDED, CANCELLED -> true;
      case STAGING, ROLLING, PAUSED, WAITING_FOR_APPROVAL, HALTED, BLOCKED -> false;
    };
  }
}
