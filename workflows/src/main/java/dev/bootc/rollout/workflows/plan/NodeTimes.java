package dev.bootc.rollout.workflows.plan;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When what is seen of a node began, as far as the cluster knows. For humans: nothing is decided by
 * it, but for how long an update has to fit into a window, and who stages.
 *
 * @param stateSince what its agent says holds since then
 * @param joined when it became a member of the pool
 * @param approvedAt when its reboot was approved
 * @param lastUpdate how long it held its slot when it was updated the last time
 * @param stagingSince when it was its turn to stage; absent where all stage at once
 */
public record NodeTimes(
    @Nullable Instant stateSince,
    @Nullable Instant joined,
    @Nullable Instant approvedAt,
    @Nullable Duration lastUpdate,
    @Nullable Instant stagingSince) {

  /** Nobody said. */
  public static final NodeTimes UNKNOWN = new NodeTimes(null, null, null, null, null);
}
