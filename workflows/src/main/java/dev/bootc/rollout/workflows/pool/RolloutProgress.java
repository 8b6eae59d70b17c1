package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the query {@code progress}.
 *
 * @param target what the run rolls out
 * @param startedAt when the rollout began
 * @param report the latest report; absent before the first
 */
public record RolloutProgress(RolloutTarget target, Instant startedAt, @Nullable Report report) {}
