package dev.bootc.rollout.workflows.node;

/**
 * How a drain ended.
 *
 * @param outcome in a word
 * @param message for humans: which pods are left, and what holds them
 */
public record DrainAnswer(Outcome outcome, String message) {

  /** In a word. */
  public enum Outcome {
    DRAINED,
    TIMED_OUT,
    GONE
  }
}
