package dev.bootc.rollout.workflows.node;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * The waits of a node's update. Each heartbeats with what it waits for, is level-triggered, takes
 * as long as it takes, and gives up at once when its worker stops, so that another one takes over.
 */
@ActivityInterface(namePrefix = "Node")
public interface NodeWaitActivities {

  /**
   * Evicts what can be evicted and waits until the pods are gone. Never deletes a pod by force.
   * Times out after the pool's {@code drainTimeoutSeconds}, counted from when this drain was asked
   * for, whatever dies meanwhile; only a Temporal that lost everything lets the time begin anew.
   */
  @ActivityMethod
  DrainAnswer drain(NodeRef ref);

  /** Waits until the node has staged what its BootcNode asks for, or runs it, or is gone. */
  @ActivityMethod
  void awaitStaged(NodeRef ref);

  /** Waits until the node is back on its image, or has failed. */
  @ActivityMethod
  UpdateAnswer awaitUpdate(NodeRef ref);

  /**
   * Waits, after a failure was recorded, until the node is back after all, or was given another
   * image, or is gone.
   */
  @ActivityMethod
  UpdateAnswer awaitRecovery(NodeRef ref);
}
