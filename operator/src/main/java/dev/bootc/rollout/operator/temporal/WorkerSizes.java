package dev.bootc.rollout.operator.temporal;

/**
 * How much the workers of one process do at a time.
 *
 * @param steps short steps
 * @param waits waits; at least the sum of all pools' maxUnavailable, and one for each pool
 * @param cachedWorkflows workflows kept in memory; more are replayed when they wake
 */
public record WorkerSizes(int steps, int waits, int cachedWorkflows) {}
