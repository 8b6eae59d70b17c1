package dev.bootc.rollout.workflows.simulation;

/** An invariant is broken. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final Invariant invariant;

  Violation(Invariant invariant, String message) {
    super(invariant + ": " + message);
    this.invariant = invariant;
  }

  private Violation(Violation cause, String message) {
    super(message, cause);
    this.invariant = cause.invariant;
  }

  Invariant invariant() {
    return invariant;
  }

  /** The same, with where it happened and what led to it. */
  Violation told(String where, String story) {
    return new Violation(this, where + ": " + getMessage() + "\n" + story);
  }
}
