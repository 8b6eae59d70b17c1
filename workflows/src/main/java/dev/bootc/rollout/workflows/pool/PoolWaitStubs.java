package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.workflows.ActivityPolicies;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import org.jspecify.annotations.Nullable;

/**
 * The waits of a run, by what they are for.
 *
 * @param writing to all nodes
 * @param restoring what is in flight
 */
record PoolWaitStubs(String pool, PoolWaitActivities writing, PoolWaitActivities restoring) {
  /** Temporal takes 400 bytes; a bar of a timeline has room for less. */
  private static final int LONGEST_SUMMARY = 100;

  static PoolWaitStubs of(RolloutTarget target) {
    return new PoolWaitStubs(
        target.pool(),
        stub(
            ActivityPolicies.writesToAll("write " + target.digest().shortText() + " to all nodes")),
        stub(ActivityPolicies.writesToAll("restore what is in flight")));
  }

  /**
   * Until there is something to do. In the timeline it has where the rollout stands meanwhile, so
   * that its bars, one after the other, tell what happened.
   *
   * @param now what was reported last; absent at the beginning
   */
  PoolWaitActivities watching(@Nullable Report now) {
    return stub(
        ActivityPolicies.wait(
            now == null
                ? "looks at pool " + pool
                : ForeignText.line(now.phase().text() + ": " + now.message(), LONGEST_SUMMARY)));
  }

  private static PoolWaitActivities stub(ActivityOptions options) {
    return Workflow.newActivityStub(PoolWaitActivities.class, options);
  }
}
