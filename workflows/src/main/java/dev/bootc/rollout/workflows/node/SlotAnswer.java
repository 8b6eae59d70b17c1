package dev.bootc.rollout.workflows.node;

/**
 * Whether a node holds a slot now, and where its update goes on.
 *
 * @param next the step to go on with
 * @param message for humans
 */
public record SlotAnswer(Next next, String message) {

  /** The step to go on with. */
  public enum Next {
    /** There are pods to evict. */
    DRAIN,
    /** There is no pod to evict, so the reboot may be approved at once. */
    APPROVE,
    /** The reboot was approved already, or the node runs its image. */
    AWAIT_UPDATE,
    /** The node holds no slot and gets none. */
    NOT_STARTED,
    /** The node left the pool or the cluster. */
    GONE
  }
}
