package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import org.jspecify.annotations.Nullable;

/**
 * What the pool's workflow needs of the world. Every method is idempotent and may be repeated at
 * any time.
 */
@ActivityInterface(namePrefix = "Pool")
public interface PoolActivities {

  /**
   * Watches the pool and answers as soon as there is something to do. Heartbeats, and keeps {@code
   * status.rollout} current (at most one write a second, none when nothing changed) while it waits.
   * Takes as long as it takes.
   */
  @ActivityMethod
  Plan awaitPlan(PlanRequest request);

  /**
   * Writes the target to every BootcNode of the pool that does not have it, with {@code
   * desiredImageState: Staged}: a reboot that was approved for an older image is revoked. Does
   * nothing once the pool asks for something else.
   *
   * @return how many were written
   */
  @ActivityMethod
  int retarget(RolloutTarget target);

  /**
   * Writes the end of the rollout into {@code status.rollout}.
   *
   * @param pause a pause by signal that the next run has to keep; absent where there is none
   */
  @ActivityMethod
  void recordEnd(RolloutTarget target, RolloutPhase phase, String message, @Nullable Pause pause);

  /** Who sent the latest signal of that name to the run, as Temporal's history says it. */
  @ActivityMethod
  String senderOfSignal(String workflowId, String runId, String signal);
}
