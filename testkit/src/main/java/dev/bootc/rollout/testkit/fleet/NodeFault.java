package dev.bootc.rollout.testkit.fleet;

/** What goes wrong on a node of the fleet as long as the fault is set. */
public enum NodeFault {
  /**
   * Staging fails; the agent is Degraded with {@code stage failed}, and tries again once the fault
   * is gone.
   */
  FAILS_TO_STAGE,
  /** The same, and the agent says that its host does not reach the registry. */
  CANNOT_REACH_REGISTRY,
  /** Somebody else's reboot does not boot what is staged; the agent says that it was in vain. */
  LOCKS_WHAT_IS_STAGED,
  /** Once down, the node does not come back before the fault is gone. */
  STAYS_AWAY,
  /**
   * The node comes back on the image it had; the agent is Degraded and does not reboot by itself.
   */
  COMES_BACK_ON_OLD_IMAGE,
  /** The agent does nothing, as if it were not running. */
  AGENT_IS_DEAD
}
