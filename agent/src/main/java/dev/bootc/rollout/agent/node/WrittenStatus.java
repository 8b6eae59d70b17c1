package dev.bootc.rollout.agent.node;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A status of ours, as the API server answered when it was written.
 *
 * @param nanos when, by {@link System#nanoTime()}
 */
record WrittenStatus(ObjectMeta metadata, @Nullable BootcNodeStatus status, long nanos) {
  /** The watch tells of a write sooner than that. */
  private static final Duration LONGEST_LAG = Duration.ofSeconds(30);

  /** Only for a while: after a restore of the cluster from a backup, its versions are lower. */
  boolean isNewerThan(BootcNode seen, long now) {
    return metadata.getUid().equals(seen.getMetadata().getUid())
        && version(metadata) > version(seen.getMetadata())
        && now - nanos < LONGEST_LAG.toNanos();
  }

  private static long version(ObjectMeta metadata) {
    return Long.parseLong(metadata.getResourceVersion());
  }
}
