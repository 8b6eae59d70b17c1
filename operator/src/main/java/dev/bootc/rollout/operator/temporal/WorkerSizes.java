package dev.bootc.rollout.operator.temporal;

/**
 * How much the workers of one process do at a time.
 *
 * @param steps short steps
 * @param waits waits; at least the sum of all pools' maxUnavailable, and one for each pool
 * @param cachedWorkflows workflows kept in memory; more are replayed when they wake
 */
public record WorkerSizes(int steps, int waits, int cachedWorkflows) {
  /**
   * Workflow tasks: each makes its steps one after the other, so more than there are steps would
   * only wait, and Temporal takes a task that waits for ten seconds for lost and gives it out anew,
   * with all its steps. The SDK wants one for new workflows and one for those it knows.
   */
  int tasks() {
    return Math.max(2, steps);
  }
}
