package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code awaitPlan} is asked.
 *
 * @param target what the pool asks for
 * @param pause a pause by signal
 * @param started nodes started whose end has not been seen yet
 * @param lastMessage {@link dev.bootc.rollout.workflows.plan.Report#headline} of the report that
 *     the workflow shows; one that only says something else is worth an answer
 * @param adopt whether every node in flight is to be adopted
 * @param rolloutStartedAt when the rollout began
 * @param word what somebody wanted last by update, and who; absent where nobody did
 */
public record PlanRequest(
    RolloutTarget target,
    @Nullable Pause pause,
    StartedNodes started,
    String lastMessage,
    boolean adopt,
    Instant rolloutStartedAt,
    @Nullable String word) {}
