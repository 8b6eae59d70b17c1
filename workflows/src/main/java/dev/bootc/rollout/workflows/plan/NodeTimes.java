package dev.bootc.rollout.workflows.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When what is seen of a node began, as far as the cluster knows. For humans: nothing is decided by
 * it.
 *
 * @param stateSince what its agent says holds since then
 * @param joined when it became a member of the pool
 * @param approvedAt when its reboot was approved
 */
public record NodeTimes(
    @Nullable Instant stateSince, @Nullable Instant joined, @Nullable Instant approvedAt) {

  /** Nobody said. */
  public static final NodeTimes UNKNOWN = new NodeTimes(null, null, null);
}
