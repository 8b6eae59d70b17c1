package dev.bootc.rollout.api;

/**
 * Names of the contract that are no types: group and version, the label and the annotations, each
 * with its meaning.
 */
public final class BootcApi {
  public static final String GROUP = "node.bootc.dev";
  public static final String VERSION = "v1alpha1";

  /** Node label, empty value: the node belongs to a pool. The agent's DaemonSet selects it. */
  public static final String MANAGED_LABEL = "bootc.dev/managed";

  /**
   * Pod label of ours, any value: a rollout stands still without this pod. For a Temporal, and its
   * database, that run in the cluster and are not of our chart: the nodes of such pods go last.
   */
  public static final String LIFELINE_LABEL = "bootc.dev/lifeline";

  /**
   * Pool annotation of ours, {@code "<RFC 3339 time> <why>"}: until then nodes are started as if a
   * window were open. Whoever writes it is named in the pool's status.
   */
  public static final String WINDOW_OVERRIDE = "bootc.dev/window-override";

  /**
   * Pool annotation of ours, {@code "<number> <digest>"}: the step of that number, and those before
   * it, are approved for that digest, of which twelve digits are enough.
   */
  public static final String APPROVED_STEP = "bootc.dev/approved-step";

  /**
   * BootcNode annotation, empty value: the node holds a reboot slot. Set before the cordon, removed
   * when the slot is freed.
   */
  public static final String IN_REBOOT_SLOT = "bootc.dev/in-reboot-slot";

  /**
   * BootcNode annotation, {@code "true"} or {@code "false"}: was the Node unschedulable before we
   * cordoned it.
   */
  public static final String WAS_CORDONED = "bootc.dev/was-cordoned";

  /**
   * BootcNode annotation of ours, RFC 3339: when the slot was taken. Absent on slots that the Go
   * project took.
   */
  public static final String SLOT_SINCE = "bootc.dev/slot-since";

  /**
   * BootcNode annotation of ours, for humans: which pods keep the node from being drained, and what
   * holds them. Only on drains that take long; gone with the approval or the slot.
   */
  public static final String WAITS_FOR = "bootc.dev/waits-for";

  /**
   * BootcNode annotation of ours: RFC 3339, the pool's generation, and for humans which pods can
   * never leave the node, and why. Only on nodes that their pool leaves out because of that.
   */
  public static final String PREFLIGHT = "bootc.dev/preflight";

  /**
   * BootcNode annotation of ours, RFC 3339: when it was the node's turn to stage, in a pool that
   * has {@code maxStaging}.
   */
  public static final String STAGING_SINCE = "bootc.dev/staging-since";

  /**
   * BootcNode annotation of ours, RFC 3339 and {@code sha256:…}: since when the node is drained for
   * that digest. {@code drainTimeoutSeconds} counts from there, whatever is restarted meanwhile.
   */
  public static final String DRAIN_SINCE = "bootc.dev/drain-since";

  /**
   * BootcNode annotation of ours: workloads that came back to the node although it is cordoned, as
   * UIDs of their controllers. Their pods are not waited for in this slot, like those of
   * DaemonSets.
   */
  public static final String COMES_BACK = "bootc.dev/comes-back";

  /**
   * BootcNode annotation of ours: the digest whose reboot was approved. Written together with
   * {@code desiredImageState: Booted}.
   */
  public static final String APPROVED_DIGEST = "bootc.dev/approved-digest";

  /** BootcNode annotation of ours, RFC 3339: when the reboot was approved. */
  public static final String APPROVED_AT = "bootc.dev/approved-at";

  /**
   * BootcNode annotation of ours, RFC 3339: when the approval of this slot was taken back. An agent
   * that has read it before may carry it out for a moment more.
   */
  public static final String REVOKED_AT = "bootc.dev/revoked-at";

  /**
   * BootcNode annotation of ours: the Node's boot ID when the reboot was approved. Empty or absent
   * proves nothing.
   */
  public static final String BOOT_ID_BEFORE = "bootc.dev/boot-id-before";

  /**
   * BootcNode annotation of ours: {@link #ALLOW_SOFT_REBOOT} where the pool's reboot policy says
   * so. Written together with {@code desiredImageState: Booted}. Absent, or with any other value,
   * the reboot is a full one.
   */
  public static final String REBOOT_POLICY = "bootc.dev/reboot-policy";

  /** Value of {@link #REBOOT_POLICY}, as {@link RebootPolicy#ALLOW_SOFT_REBOOT} is written. */
  public static final String ALLOW_SOFT_REBOOT = "AllowSoftReboot";

  /**
   * BootcNode annotation of ours: a {@link GateMark}. Only on updated nodes whose slot is held
   * because a gate of the pool does not hold; gone with the approval or the slot.
   */
  public static final String GATE = "bootc.dev/gate";

  /** BootcNode annotation of ours: how the last attempt ended, a {@link Verdict} as JSON. */
  public static final String VERDICT = "bootc.dev/verdict";

  /**
   * BootcNode annotation of ours: for how many milliseconds the node held its slot when it was
   * updated the last time. It outlives the verdict, which the next target takes away.
   */
  public static final String LAST_UPDATE_TOOK = "bootc.dev/last-update-took-millis";

  /**
   * BootcNode annotation of ours: the digest that the node failed at in its slot. Written with the
   * {@link #VERDICT}, and gone with the approval; where it stands without one, somebody wants
   * another attempt.
   */
  public static final String FAILED_IN_SLOT = "bootc.dev/failed-in-slot";

  /**
   * BootcNode annotation of ours, written by people: a {@link SkipMark}. The node is left out of
   * the rollout of that digest.
   */
  public static final String SKIP = "bootc.dev/skip";

  /**
   * BootcNode annotation of ours: UID of the Node that the marks on this BootcNode speak of. Marks
   * of another Node, a machine that was registered anew under the name, count for nothing.
   */
  public static final String NODE_UID = "bootc.dev/node-uid";

  /**
   * Node annotation of ours: the pool whose rollout cordoned the Node. Written and removed with the
   * cordon itself, so that a cordon of ours is found whatever happened to the BootcNode.
   */
  public static final String CORDONED_BY = "bootc.dev/cordoned-by";

  /** Node annotation of ours, for humans: why the Node is cordoned. */
  public static final String CORDON_REASON = "bootc.dev/cordon-reason";

  /** Node annotation of ours, RFC 3339: when the rollout cordoned the Node. */
  public static final String CORDONED_SINCE = "bootc.dev/cordoned-since";

  /**
   * Node annotation of Karpenter: its repair does not replace the Node. On Nodes that a NodeClaim
   * owns it stands while they hold a slot.
   */
  public static final String KARPENTER_DO_NOT_REPAIR = "karpenter.sh/do-not-repair";

  /** Node annotation of Karpenter: nothing disrupts the Node of Karpenter's own will. */
  public static final String KARPENTER_DO_NOT_DISRUPT = "karpenter.sh/do-not-disrupt";

  /**
   * BootcNode annotation shared with the Go project: {@link #KARPENTER_DO_NOT_REPAIR} was not on
   * the Node before the slot, and goes with it.
   */
  public static final String OWNS_KARPENTER_DO_NOT_REPAIR =
      "bootc.dev/owns-karpenter-do-not-repair";

  /** As {@link #OWNS_KARPENTER_DO_NOT_REPAIR}, for {@link #KARPENTER_DO_NOT_DISRUPT}. */
  public static final String OWNS_KARPENTER_DO_NOT_DISRUPT =
      "bootc.dev/owns-karpenter-do-not-disrupt";

  /**
   * Node annotation of ours: which of Karpenter's annotations on this Node are ours, by their full
   * names. Written and removed with them, so that they are found whatever happened to the
   * BootcNode.
   */
  public static final String KARPENTER_MARKS = "bootc.dev/karpenter-marks";

  /**
   * Pool annotation of ours, set by users: whenever its value changes, the tag of the pool's image
   * is resolved at once. Any value does, such as the time.
   */
  public static final String CHECK_NOW = "bootc.dev/check-now";

  /**
   * Pool annotation of ours, set by users: whenever its value changes, a digest that was {@link
   * Undone} is started again. Any value does, such as the time.
   */
  public static final String TRY_AGAIN = "bootc.dev/try-again";

  /**
   * Pool annotation of ours, set by users: an {@link UndoWord}. A pool that asks for that digest
   * goes back to the image of before.
   */
  public static final String UNDO = "bootc.dev/undo";

  /**
   * Pool annotation of ours, set by users: ID of the run that was cancelled, as {@code
   * status.rollout.runId} has it. That rollout is begun again; a later one is not.
   */
  public static final String RESUME = "bootc.dev/resume";

  /**
   * Pool annotation of ours, set by users: a {@link CancelWord}. The run that it names is
   * cancelled, and no other.
   */
  public static final String CANCEL = "bootc.dev/cancel";

  /** Finalizer on the pool, shared with the Go project: its nodes are restored before it goes. */
  public static final String POOL_FINALIZER = "bootc.dev/pool-cleanup";

  /** Finalizer of earlier versions of ours; removed wherever it is met. */
  public static final String EARLIER_POOL_FINALIZER = "node.bootc.dev/restore-nodes";

  /** BootcNode annotation of the Go project: its bookkeeping of events. Left untouched. */
  public static final String LAST_OBSERVED_STATE = "bootc.dev/last-observed-state";

  /** Field manager of {@code pool.status.rollout}. */
  public static final String ROLLOUT_FIELD_MANAGER = "bootc-rollout-progress";

  /** Field manager of the operator's own writes. */
  public static final String OPERATOR_FIELD_MANAGER = "bootc-rollout-operator";

  /** Field manager of the agent's status. */
  public static final String AGENT_FIELD_MANAGER = "bootc-rollout-agent";

  private BootcApi() {}
}
