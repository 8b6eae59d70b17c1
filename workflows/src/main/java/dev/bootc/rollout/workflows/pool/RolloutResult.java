package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.api.RolloutPhase;

/**
 * How a run ended.
 *
 * @param phase Completed, RolledBack or Superseded; a cancelled run closes as cancelled and has no
 *     result
 * @param message for humans
 */
public record RolloutResult(RolloutPhase phase, String message) {}
