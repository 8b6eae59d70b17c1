package dev.bootc.rollout.api;

import java.util.Optional;

/** Types and reasons of the pool's conditions, as the contract spells them. */
public final class PoolConditions {
  public static final String UP_TO_DATE = "UpToDate";
  public static final String DEGRADED = "Degraded";

  /** UpToDate=True: every node runs targetDigest, and none holds a slot any more. */
  public static final String ALL_UPDATED = "AllUpdated";

  /** UpToDate=False: nodes are being updated. */
  public static final String ROLLOUT_IN_PROGRESS = "RolloutInProgress";

  /** UpToDate=False: updates wait and the pool is paused. */
  public static final String PAUSED = "Paused";

  /** UpToDate=False: what the spec asks for has failed, and nodes run the image of before. */
  public static final String ROLLED_BACK = "RolledBack";

  /** Degraded=False: nothing wrong. */
  public static final String HEALTHY = "Healthy";

  /** Degraded=True, weakest first: at least one node reports an error. */
  public static final String NODE_DEGRADED = "NodeDegraded";

  /** Degraded=True: a node matches this pool and is owned by another. */
  public static final String NODE_CONFLICT = "NodeConflict";

  /** Degraded=True: too many unhealthy nodes hold reboot slots. */
  public static final String ROLLOUT_HALTED = "RolloutHalted";

  /** Degraded=True: bad reference, selector or maxUnavailable. */
  public static final String INVALID_SPEC = "InvalidSpec";

  /** Degraded=True: pull secret missing, unreadable or without {@code .dockerconfigjson}. */
  public static final String SECRET_ERROR = "SecretError";

  /** Degraded=True: the registry did not resolve the tag. */
  public static final String TAG_RESOLUTION_ERROR = "TagResolutionError";

  /**
   * In the message of UpToDate=False, where somebody skips every node that is not updated: no
   * rollout of the spec as it is begins, so that none will ever say that it is completed.
   */
  public static final String NOTHING_LEFT = "nothing else is left to do";

  private PoolConditions() {}

  /** {@link #UP_TO_DATE} as a pool's status has it; empty before an operator has looked at it. */
  public static Optional<Condition> upToDate(BootcNodePool pool) {
    return Optional.ofNullable(pool.getStatus())
        .flatMap(status -> Condition.find(status.conditions(), UP_TO_DATE));
  }

  /** Whether the operator has said {@link #NOTHING_LEFT} of the spec that it has looked at last. */
  public static boolean isNothingLeft(BootcNodePool pool) {
    return upToDate(pool)
        .map(Condition::message)
        .filter(message -> message.contains("; " + NOTHING_LEFT))
        .isPresent();
  }
}
