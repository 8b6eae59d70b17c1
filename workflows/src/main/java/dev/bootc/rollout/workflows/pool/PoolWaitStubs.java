package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.ActivityPolicies;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;

/**
 * The waits of a run, by what they are for.
 *
 * @param watching until there is something to do
 * @param writing to all nodes
 * @param restoring what is in flight
 */
record PoolWaitStubs(
    PoolWaitActivities watching, PoolWaitActivities writing, PoolWaitActivities restoring) {

  static PoolWaitStubs of(RolloutTarget target) {
    return new PoolWaitStubs(
        stub(ActivityPolicies.wait("watch pool " + target.pool())),
        stub(
            ActivityPolicies.writesToAll("write " + target.digest().shortText() + " to all nodes")),
        stub(ActivityPolicies.writesToAll("restore what is in flight")));
  }

  private static PoolWaitActivities stub(ActivityOptions options) {
    return Workflow.newActivityStub(PoolWaitActivities.class, options);
  }
}
