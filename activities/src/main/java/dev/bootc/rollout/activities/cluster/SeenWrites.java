package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcNode;
import java.time.Duration;

/**
 * Waits until this process's own watch shows what it has written. A watch tells of changes in their
 * order, so everything that was written to a BootcNode before is seen by then, whichever process
 * wrote it.
 */
public final class SeenWrites {
  /** A watch that needs longer is as good as none: the step is tried again, here or elsewhere. */
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(5);

  private SeenWrites() {}

  /**
   * @param what was written, for humans
   * @throws IllegalStateException where it takes too long
   */
  public static void await(ClusterCache cluster, BootcNode written, String what) {
    try (Changes.Subscription changes = cluster.changes().ofNode(written.getMetadata().getName())) {
      long began = System.nanoTime();
      while (!cluster.isAsNewAs(written)) {
        if (System.nanoTime() - began >= SEEN_WITHIN.toNanos()) {
          throw new IllegalStateException(
              "this operator does not see the " + what + " that it marked yet");
        }
        changes.await(SEEN_WITHIN);
      }
    }
  }
}
