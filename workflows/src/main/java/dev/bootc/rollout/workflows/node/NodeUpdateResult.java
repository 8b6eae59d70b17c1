package dev.bootc.rollout.workflows.node;

/**
 * How the update of a node ended. The planner never reads this: the cluster carries the verdict.
 *
 * @param outcome in a word
 * @param message for humans
 */
public record NodeUpdateResult(Outcome outcome, String message) {

  /** In a word. */
  public enum Outcome {
    UPDATED,
    /** No slot was needed or none could be taken; nothing was touched. */
    NOT_STARTED,
    DRAIN_TIMED_OUT,
    /** The node left the pool or the cluster. */
    GONE
  }
}
