package dev.bootc.rollout.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Effective state of a managed node, computed from its BootcNode. The first that matches, in this
 * order, wins.
 */
public enum NodeState {
  /** The agent reports an error. */
  DEGRADED,
  /** The booted image is the desired one. */
  UP_TO_DATE,
  /** Nothing booted is reported, or the agent has not reacted to the spec yet. */
  PENDING,
  STAGING,
  /** Staged, and what is staged is the desired image. */
  STAGED,
  REBOOTING;

  /**
   * Where the node is on its way to {@code spec.desiredImage}.
   *
   * <p>Agents of the Go project write the minimum: without {@code observedGeneration} a status is
   * trusted, and {@code Staged} without {@code status.staged} means staged. Where {@code
   * status.staged} is present it must be the desired image.
   */
  public static NodeState of(BootcNode node) {
    @Nullable BootcNodeStatus status = node.getStatus();
    if (status == null) {
      return PENDING;
    }
    if (Condition.find(status.conditions(), NodeConditions.DEGRADED)
        .filter(Condition::isTrue)
        .isPresent()) {
      return DEGRADED;
    }
    String desired = node.getSpec().desiredImage();
    if (status.booted() != null && status.booted().is(desired)) {
      return UP_TO_DATE;
    }
    if (status.booted() == null || !isHeard(node)) {
      return PENDING;
    }
    Optional<Condition> idle = Condition.find(status.conditions(), NodeConditions.IDLE);
    return switch (idle.filter(condition -> !condition.isTrue())
        .map(Condition::reason)
        .orElse("")) {
      case NodeConditions.STAGING -> STAGING;
      case NodeConditions.STAGED ->
          status.staged() == null || status.staged().is(desired) ? STAGED : PENDING;
      case NodeConditions.REBOOTING -> REBOOTING;
      default -> PENDING;
    };
  }

  /**
   * Whether the agent has read the spec as it is, by what it reports. Agents of the Go project do
   * not say, and are trusted; one that has reported nothing has read nothing.
   */
  public static boolean isHeard(BootcNode node) {
    @Nullable BootcNodeStatus status = node.getStatus();
    if (status == null) {
      return false;
    }
    Long observed = status.observedGeneration();
    Long generation = node.getMetadata().getGeneration();
    return observed == null || generation == null || observed >= generation;
  }
}
