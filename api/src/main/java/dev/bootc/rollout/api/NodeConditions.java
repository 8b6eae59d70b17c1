package dev.bootc.rollout.api;

/** Types and reasons of the BootcNode's conditions, as the contract spells them. */
public final class NodeConditions {
  public static final String IDLE = "Idle";
  public static final String DEGRADED = "Degraded";

  /** Idle=True: the agent has no update under way. */
  public static final String REASON_IDLE = "Idle";

  /** Idle=False: pulling and staging. */
  public static final String STAGING = "Staging";

  /** Idle=False: staged, waiting for {@link DesiredImageState#BOOTED}. */
  public static final String STAGED = "Staged";

  /**
   * In the message of {@link #STAGED}: a reboot that the rollout did not approve came, and the host
   * did not apply what was staged.
   */
  public static final String PASSED_OVER = "somebody else rebooted the host, and it kept its image";

  /** In the message of an error: the host does not reach its registry, or gets no answer. */
  public static final String REGISTRY_NOT_REACHED = "the host does not reach the registry";

  /** Idle=False: reboot issued. */
  public static final String REBOOTING = "Rebooting";

  /** Degraded=True: the agent meets an error; the message says which. */
  public static final String ERROR = "Error";

  /** Degraded=False. */
  public static final String HEALTHY = "Healthy";

  private NodeConditions() {}
}
