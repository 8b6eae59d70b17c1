package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.TouchedNames;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.plan.NodeView;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one pool as the cache has them, kept from look to look for all who ask: only what
 * was touched since the last look is read anew. Thousands of nodes ask for their slots, each of
 * them more than once.
 */
final class NodesOfPool implements AutoCloseable {
  private final ClusterCache cluster;
  private final String pool;
  private final TouchedNames touched;
  private final NavigableMap<String, NodeView> views = new TreeMap<>();

  /** Of thousands of nodes, and they seldom change: kept until one comes or goes. */
  private @Nullable Set<String> names;

  private @Nullable Seen latest;

  /**
   * At one moment.
   *
   * @param views of its nodes, by name
   * @param names of its nodes
   */
  record Seen(List<NodeView> views, Set<String> names) {}

  NodesOfPool(ClusterCache cluster, String pool) {
    this.cluster = cluster;
    this.pool = pool;
    this.touched = cluster.touchedNames();
  }

  /** The same object as last time, if nothing that is planned with has changed. */
  synchronized Seen look() {
    Seen before = latest;
    Collection<String> unread = touched.sinceLastTime();
    if (before == null) {
      unread =
          cluster.bootcNodesOf(pool).stream().map(node -> node.getMetadata().getName()).toList();
    }
    boolean changed = false;
    for (String name : unread) {
      changed |= read(name);
    }
    if (before != null && !changed) {
      return before;
    }
    Seen now = new Seen(List.copyOf(views.values()), names());
    latest = now;
    return now;
  }

  private boolean read(String name) {
    Optional<BootcNode> member =
        cluster
            .bootcNode(name)
            .filter(node -> !node.isMarkedForDeletion())
            .filter(node -> ClusterCache.poolOf(node).filter(pool::equals).isPresent());
    if (member.isEmpty()) {
      if (isDownWithoutItsObject(name)) {
        return false;
      }
      boolean left = views.remove(name) != null;
      names = left ? null : names;
      return left;
    }
    NodeView view = NodeViews.of(member.get(), cluster.node(name));
    NodeView before = views.put(name, view);
    names = before == null ? null : names;
    return !view.equals(before);
  }

  /**
   * Somebody deleted the BootcNode of a slot holder. It is made anew, and until then its Node is as
   * cordoned as before: it counts as it did, or its place would be given away twice.
   */
  private boolean isDownWithoutItsObject(String name) {
    NodeView before = views.get(name);
    return before != null
        && before.holdsSlot()
        && cluster.bootcNode(name).filter(node -> !node.isMarkedForDeletion()).isEmpty()
        && cluster.node(name).filter(NodesOfPool::isCordonedMember).isPresent();
  }

  private static boolean isCordonedMember(Node node) {
    return NodeFacts.cordoned(node)
        && node.getMetadata().getLabels() != null
        && node.getMetadata().getLabels().containsKey(BootcApi.MANAGED_LABEL);
  }

  private Set<String> names() {
    Set<String> known = names;
    if (known == null) {
      known = Set.copyOf(views.keySet());
      names = known;
    }
    return known;
  }

  @Override
  public void close() {
    touched.close();
  }
}
