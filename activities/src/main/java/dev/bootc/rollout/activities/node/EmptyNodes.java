package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that this process itself has cordoned and found empty a moment ago. Such a look need
 * not be repeated for the approval that follows at once, and serves for that one only.
 */
final class EmptyNodes {
  /** How long a look holds. */
  private static final Duration HOLDS = Duration.ofSeconds(5);

  /** What a watch usually needs to tell of a cordon. */
  private static final Duration CORDON_SHOWS_WITHIN = Duration.ofMillis(500);

  private final ClusterCache cluster;
  private final Map<String, Look> looks = new ConcurrentHashMap<>();

  /** At which slot, and when. */
  private record Look(@Nullable String uid, @Nullable String slot, long nanoTime) {
    boolean isOld() {
      return System.nanoTime() - nanoTime > HOLDS.toNanos();
    }
  }

  EmptyNodes(ClusterCache cluster) {
    this.cluster = cluster;
  }

  void found(BootcNode holder) {
    looks.values().removeIf(Look::isOld);
    looks.put(holder.getMetadata().getName(), look(holder));
  }

  /**
   * Whether the node was found empty in this very slot, and is still cordoned as far as is known.
   */
  boolean isProven(BootcNode holder) {
    Look before = looks.remove(holder.getMetadata().getName());
    if (before == null || before.isOld()) {
      return false;
    }
    Look now = look(holder);
    return now.equals(new Look(before.uid(), before.slot(), now.nanoTime()))
        && showsCordon(holder.getMetadata().getName());
  }

  private boolean showsCordon(String node) {
    try (Changes.Subscription changes = cluster.changes().ofNode(node)) {
      long began = System.nanoTime();
      while (cluster.node(node).filter(NodeFacts::cordoned).isEmpty()) {
        if (System.nanoTime() - began >= CORDON_SHOWS_WITHIN.toNanos()) {
          return false;
        }
        changes.await(CORDON_SHOWS_WITHIN);
      }
      return true;
    }
  }

  private static Look look(BootcNode holder) {
    return new Look(
        holder.getMetadata().getUid(),
        holder.getMetadata().getAnnotations().get(BootcApi.SLOT_SINCE),
        System.nanoTime());
  }
}
