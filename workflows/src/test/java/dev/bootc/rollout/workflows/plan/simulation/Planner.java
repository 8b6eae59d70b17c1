package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.PoolView;
import java.time.Instant;

/** The planner under test, or a broken one that the checks must catch. */
interface Planner {
  Plan plan(PoolView observed, Instant now);
}
