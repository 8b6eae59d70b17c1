package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import org.jspecify.annotations.Nullable;

/**
 * What takes long for a pool. Each heartbeats, may be repeated at any time, and gives up at once
 * when its worker stops or is told of no changes any more, so that another one takes over.
 */
@ActivityInterface(namePrefix = "Pool")
public interface PoolWaitActivities {

  /**
   * Watches the pool and answers as soon as there is something to do. Keeps {@code status.rollout}
   * current (at most one write a second, none when nothing changed) while it waits. Takes as long
   * as it takes.
   */
  @ActivityMethod
  Plan awaitPlan(PlanRequest request);

  /**
   * Writes the target to every BootcNode of the pool that does not have it, with {@code
   * desiredImageState: Staged}: a reboot that was approved for an older image is revoked. Where the
   * pool lets not all nodes stage at once, to those whose turn it is now. Does nothing once the
   * pool asks for something else.
   *
   * @return how many were written
   */
  @ActivityMethod
  int retarget(RolloutTarget target);

  /**
   * Ends what a cancelled rollout has under way: tells the update of every node in flight to end,
   * restores the nodes whose update is over already, and waits a while until all are restored. Says
   * in {@code status.rollout} that the rollout is cancelled as soon as all were told.
   *
   * @param started nodes that may be about to take a slot
   * @param pause one by signal that the next run has to keep
   */
  @ActivityMethod
  Settled settle(RolloutTarget target, StartedNodes started, @Nullable Pause pause);
}
