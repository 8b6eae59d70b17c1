package dev.bootc.rollout.workflows.plan;

/** Why a node waits. Few and free of per-node text, so that thousands of nodes make few groups. */
enum WaitReason {
  /** Its BootcNode is about to be given the target. */
  RETARGETED,
  /** As many others stage as may at a time. */
  STAGING_TURN,
  /** A policy or a webhook does not let its BootcNode be given the target. */
  TARGET_REFUSED,
  NOT_READY,
  NOT_REPORTED,
  STAGING,
  /** Somebody reboots it without us. */
  REBOOTS_UNASKED,
  /** Could start, were all others given the target already. */
  OTHERS_RETARGETED_FIRST,
  HALTED,
  PAUSED,
  /** Nobody has approved the digest. */
  APPROVAL,
  NO_SLOTS,
  /** Nobody knows whether the nodes are in order that were updated. */
  GATE_ERROR,
  /** Another pool has to be up to date first. */
  DEPENDS_ON,
  /** A step names more nodes than there are. */
  STEP_TOO_LARGE,
  /** The nodes of a step are watched. */
  SOAKING,
  /** A step is done, and somebody has to approve the next. */
  STEP_APPROVAL,
  /** As many nodes were tried as the step allows. */
  STEP_BATCH,
  /** The digest has not been the target for as long as the pool wants. */
  IMAGE_AGE,
  /** No window is open for as long as an update takes. */
  WINDOW,
  /**
   * Somebody else rebooted it, which did not apply the staged image; nothing of ours is to come.
   */
  REBOOTED_IN_VAIN,
  /** A look before its slot has spoken against it: its pods, or a gate, perhaps for all nodes. */
  PREFLIGHT,
  /** Somebody else cordoned it, and others are to be updated before it. */
  CORDONED_GOES_LAST,
  /** Of the control plane or of etcd, and others are to be updated before it. */
  CONTROL_PLANE_GOES_LAST,
  /** Runs the rollout itself, and all others are to be updated before it. */
  LIFELINE_GOES_LAST,
  CONTROL_PLANE_TURN,
  LIFELINE_TURN,
  /** The pool wants the control plane to go first. */
  CONTROL_PLANE_GOES_FIRST,
  /** The pool wants nodes of another value of its label to go first. */
  OTHER_GROUP_FIRST,
  /** A node of another zone is in flight. */
  ZONE_TURN,
  BUDGET,
  /** As many nodes of all pools are unavailable as the operator lets be. */
  CLUSTER_CAP;

  /** Whether nothing happens to the node before somebody steers. */
  boolean lastsUntilSteered() {
    return switch (this) {
      case HALTED, PAUSED, APPROVAL, NO_SLOTS, STEP_TOO_LARGE, STEP_APPROVAL -> true;
      case RETARGETED,
          STAGING_TURN,
          TARGET_REFUSED,
          NOT_READY,
          NOT_REPORTED,
          STAGING,
          REBOOTS_UNASKED,
          OTHERS_RETARGETED_FIRST,
          GATE_ERROR,
          DEPENDS_ON,
          SOAKING,
          STEP_BATCH,
          IMAGE_AGE,
          WINDOW,
          REBOOTED_IN_VAIN,
          PREFLIGHT,
          CORDONED_GOES_LAST,
          CONTROL_PLANE_GOES_LAST,
          LIFELINE_GOES_LAST,
          CONTROL_PLANE_TURN,
          LIFELINE_TURN,
          CONTROL_PLANE_GOES_FIRST,
          OTHER_GROUP_FIRST,
          ZONE_TURN,
          BUDGET,
          CLUSTER_CAP ->
          false;
    };
  }

  /** Whether the pool's line names the nodes: they are the ones to look at. */
  boolean namesNodes() {
    return switch (this) {
      case TARGET_REFUSED,
          NOT_READY,
          NOT_REPORTED,
          REBOOTS_UNASKED,
          REBOOTED_IN_VAIN,
          PREFLIGHT,
          CORDONED_GOES_LAST ->
          true;
      case RETARGETED,
          STAGING_TURN,
          STAGING,
          OTHERS_RETARGETED_FIRST,
          HALTED,
          PAUSED,
          APPROVAL,
          NO_SLOTS,
          GATE_ERROR,
          DEPENDS_ON,
          STEP_TOO_LARGE,
          SOAKING,
          STEP_APPROVAL,
          STEP_BATCH,
          IMAGE_AGE,
          WINDOW,
          CONTROL_PLANE_GOES_LAST,
          LIFELINE_GOES_LAST,
          CONTROL_PLANE_TURN,
          LIFELINE_TURN,
          CONTROL_PLANE_GOES_FIRST,
          OTHER_GROUP_FIRST,
          ZONE_TURN,
          BUDGET,
          CLUSTER_CAP ->
          false;
    };
  }
}
