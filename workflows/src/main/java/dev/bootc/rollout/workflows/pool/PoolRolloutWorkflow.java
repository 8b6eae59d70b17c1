package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * The rollout of one pool to one digest. Its workflow ID is the pool's lock: at most one runs for a
 * pool.
 *
 * <p>Guarantees: it starts no node that its planner did not allow; it stays open while any node of
 * the pool is not updated, and says why; it ends {@code Completed}, {@code Superseded} or {@code
 * Cancelled}. It can be terminated at any moment: the next run finds the nodes in flight by their
 * slot annotations and adopts them.
 */
@WorkflowInterface
public interface PoolRolloutWorkflow {

  /** Rolls until the pool runs the target, a new target supersedes it, or it is cancelled. */
  @WorkflowMethod(name = "PoolRollout")
  RolloutResult roll(PoolRolloutInput input);

  /**
   * Tells the run what the pool asks for now. Idempotent, and answers what became of it: the same
   * digest changes the limits of this run; another digest ends this run as superseded, and the
   * caller starts the next one.
   */
  @UpdateMethod(name = "steer")
  SteerAnswer steer(RolloutTarget target);

  /** Refuses targets of another pool and targets older than the one the run follows. */
  @UpdateValidatorMethod(updateName = "steer")
  void validateSteer(RolloutTarget target);

  /**
   * No new slot is taken until {@link #resume()}; nodes in flight finish. The reason is shown in
   * the pool's status.
   */
  @SignalMethod(name = "pause")
  void pause(String reason);

  /**
   * Takes back {@link #pause(String)}. A pool paused by {@code spec.rollout.paused} stays paused.
   */
  @SignalMethod(name = "resume")
  void resume();

  /** Where the rollout is and why nothing else happens. */
  @QueryMethod(name = "progress")
  RolloutProgress progress();
}
