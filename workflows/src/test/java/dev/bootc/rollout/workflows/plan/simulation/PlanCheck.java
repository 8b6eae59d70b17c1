package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.PoolView;
import java.time.Instant;

/** Looks at each plan before it is carried out. */
interface PlanCheck {
  void check(Planner planner, PoolView view, Plan plan, Instant now);
}
