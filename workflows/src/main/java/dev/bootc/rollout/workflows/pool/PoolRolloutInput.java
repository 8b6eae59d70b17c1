package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a run starts with, and what it hands to its successor on continue-as-new.
 *
 * @param target what the pool asks for
 * @param pause a pause by signal that is still in force
 * @param progress what an earlier run of this rollout knew; absent on a first run
 */
public record PoolRolloutInput(
    RolloutTarget target, @Nullable Pause pause, @Nullable Progress progress) {

  /**
   * What goes on over a continue-as-new.
   *
   * @param started nodes that were started and whose end had not been seen yet
   * @param startedAt when the rollout began
   * @param adoptAt when slot holders are to be adopted next
   * @param word what somebody wanted last by update, and who; absent where nobody did
   */
  public record Progress(
      StartedNodes started, Instant startedAt, Instant adoptAt, @Nullable String word) {}
}
