package dev.bootc.rollout.workflows.verb;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import org.jspecify.annotations.Nullable;

/**
 * Where a run is, as far as verbs depend on it.
 *
 * @param target what it was told that the pool asks for
 * @param phase an end where it takes no orders any more
 * @param pause one by Temporal, which the pool's spec does not know of
 */
public record RunStanding(RolloutTarget target, RolloutPhase phase, @Nullable Pause pause) {}
