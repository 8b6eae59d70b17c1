package dev.bootc.rollout.workflows.node;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * The waits of a node's update. Each heartbeats with what it waits for, is level-triggered, takes
 * as long as it takes, and gives up at once when its worker stops or is told of no changes any
 * more, so that another one takes over.
 */
@ActivityInterface(namePrefix = "Node")
public interface NodeWaitActivities {

  /**
   * Evicts what can be evicted and waits until the pods are gone. Never deletes a pod by force.
   * Ends at once where the node does not have to go down any more, and evicts nothing while
   * somebody has lifted the cordon ({@link DrainDecision}). Times out after the pool's {@code
   * drainTimeoutSeconds}, counted from the mark of the drain ({@link DrainSince}), whatever is
   * restarted meanwhile.
   */
  @ActivityMethod
  NodeAnswer.Drain drain(NodeRef ref);

  /** Waits until the node has staged what its BootcNode asks for, or runs it, or is gone. */
  @ActivityMethod
  NodeAnswer.Staged awaitStaged(NodeRef ref);

  /**
   * Waits until the node is back on its image, or has failed ({@link UpdateJudgement}). One that is
   * back is released by the wait itself, before it answers: the next node need not wait for a trip
   * through Temporal.
   *
   * @param digest that was approved; what is seen of another one is looked at twice
   */
  @ActivityMethod
  NodeAnswer.Update awaitUpdate(NodeRef ref, String digest);

  /**
   * Waits, after a failure was recorded, until the node is back after all, which releases it, or
   * was given another image, or is gone.
   */
  @ActivityMethod
  NodeAnswer.Recovery awaitRecovery(NodeRef ref);
}
