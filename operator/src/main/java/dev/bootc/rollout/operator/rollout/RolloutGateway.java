package dev.bootc.rollout.operator.rollout;

import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import org.jspecify.annotations.Nullable;

/**
 * Starts, steers and ends rollouts. Every method is level-triggered: call it as often as you like,
 * it asks Temporal only when it has to, and it answers within about three seconds.
 */
public interface RolloutGateway {

  /**
   * Sees to it that a run follows the target. Called only while there is work left, or while a run
   * for another target may be open.
   *
   * @param reported the pool's {@code status.rollout}; absent before the first rollout
   */
  FollowAnswer follow(RolloutTarget target, @Nullable RolloutStatus reported);

  /**
   * Cancels that run of the pool's rollout or the one that continues it since its history became
   * too long, and no other that comes after it.
   *
   * @param byAndWhy for whoever asks later
   */
  EndAnswer cancelRun(String pool, String runId, String byAndWhy);

  /** Tells the pool's rollout to end. */
  EndAnswer endRollout(String pool);

  /** Tells the update of one node to end; it restores the node before it is over. */
  EndAnswer endNodeUpdate(String pool, String node);
}
