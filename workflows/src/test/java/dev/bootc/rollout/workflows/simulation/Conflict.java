package dev.bootc.rollout.workflows.simulation;

/** The API server's answer to a write whose precondition does not hold. */
final class Conflict extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Conflict(String name) {
    super("conflict on " + name);
  }
}
