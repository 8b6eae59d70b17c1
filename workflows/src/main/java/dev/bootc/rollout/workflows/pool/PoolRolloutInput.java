package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run starts with, and what it hands to its successor on continue-as-new.
 *
 * @param clusterPrefix prefix of workflow IDs and task queues, empty or ending with its separator
 * @param target what the pool asks for
 * @param pause a pause by signal that is still in force
 * @param started nodes that an earlier run started and whose slot it had not seen yet
 * @param startedAt when the rollout began; absent on a first run
 */
public record PoolRolloutInput(
    String clusterPrefix,
    RolloutTarget target,
    @Nullable Pause pause,
    List<String> started,
    @Nullable Instant startedAt) {
  public PoolRolloutInput {
    started = List.copyOf(started);
  }
}
