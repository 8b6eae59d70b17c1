package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** What the time that a drain has taken means for it. */
public enum DrainDeadline {
  /** There is time left, or no end to it. */
  IN_TIME,
  /** It has failed. */
  GIVES_UP,
  /** It goes on, and keeps its slot for that. */
  HOLDS,
  /** What is left is deleted. */
  FORCES;

  /** Decides. */
  public static DrainDeadline of(DrainSince since, DrainPolicy policy, Instant now) {
    Duration timeout = policy.timeout();
    if (timeout == null || !now.isAfter(since.at().plus(timeout))) {
      return IN_TIME;
    }
    return switch (policy.timeoutAction()) {
      case DrainTimeoutAction.SKIP -> GIVES_UP;
      case DrainTimeoutAction.HOLD -> HOLDS;
      case DrainTimeoutAction.FORCE -> FORCES;
    };
  }

  /** What is said of a drain that waits for something. */
  public String text(DrainPolicy policy, String waiting) {
    return switch (this) {
      case IN_TIME -> waiting;
      case GIVES_UP -> passed(policy) + "; " + waiting;
      case HOLDS -> passed(policy) + ", and timeoutAction Hold keeps the slot; " + waiting;
      case FORCES -> passed(policy) + ", and timeoutAction Force deletes what is left; " + waiting;
    };
  }

  private static String passed(DrainPolicy policy) {
    return "drainTimeoutSeconds %d passed"
        .formatted(Objects.requireNonNull(policy.timeout()).toSeconds());
  }
}
