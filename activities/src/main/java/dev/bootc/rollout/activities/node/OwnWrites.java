package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this process has written itself, for as long as its cache does not show it yet: the next
 * step must not be decided on, nor conflict with, what it has just changed.
 */
public final class OwnWrites implements ClusterCache.Listener {
  private final Map<String, BootcNode> written = new ConcurrentHashMap<>();

  BootcNode remember(BootcNode node) {
    written.put(node.getMetadata().getName(), node);
    return node;
  }

  void forget(String name) {
    written.remove(name);
  }

  /** The newer of what the cache shows and what was written. */
  Optional<BootcNode> over(String name, Optional<BootcNode> cached) {
    BootcNode own = written.get(name);
    return own == null ? cached : cached.map(seen -> isOlder(seen, own) ? own : seen);
  }

  @Override
  public void bootcNodeChanged(BootcNode seen) {
    written.computeIfPresent(
        seen.getMetadata().getName(),
        (name, own) -> !seen.isMarkedForDeletion() && isOlder(seen, own) ? own : null);
  }

  /** Of one object, versions are numbers that grow; another object of the name begins anew. */
  private static boolean isOlder(BootcNode seen, BootcNode own) {
    return Objects.equals(seen.getMetadata().getUid(), own.getMetadata().getUid())
        && version(seen) < version(own);
  }

  private static long version(BootcNode node) {
    return Long.parseLong(node.getMetadata().getResourceVersion());
  }
}
