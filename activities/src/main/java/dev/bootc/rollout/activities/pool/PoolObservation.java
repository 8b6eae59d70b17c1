package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.Surroundings;
import io.fabric8.kubernetes.api.model.Node;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A pool as the informers show it, kept from look to look: only what has changed since the last one
 * is read anew. For one thread.
 */
final class PoolObservation {
  private final ClusterCache cluster;
  private final String pool;
  private final Set<String> started;
  private final Neighbourhood neighbourhood;
  private final NavigableMap<String, Observed> nodes = new TreeMap<>();
  private @Nullable PoolView latest;

  /** A node's view, and the very objects that it was made of. */
  private record Observed(BootcNode bootcNode, @Nullable Node node, NodeView view) {}

  /**
   * @param started nodes that were started and whose end has not been seen yet
   */
  PoolObservation(
      ClusterCache cluster, String pool, Set<String> started, Neighbourhood neighbourhood) {
    this.cluster = cluster;
    this.pool = pool;
    this.started = started;
    this.neighbourhood = neighbourhood;
  }

  /** The same object as last time, if nothing that is planned with has changed. */
  PoolView look(RolloutTarget target, @Nullable Pause pause) {
    PoolView before = latest;
    boolean changed = observe();
    Surroundings surroundings = neighbourhood.of(nodes.keySet(), target.image());
    if (before != null
        && !changed
        && before.surroundings().equals(surroundings)
        && before.target().equals(target)
        && Objects.equals(before.pause(), pause)) {
      return before;
    }
    List<NodeView> views = nodes.values().stream().map(Observed::view).toList();
    PoolView now = new PoolView(target, views, started, pause, surroundings);
    latest = now;
    return now;
  }

  private boolean observe() {
    boolean changed = false;
    Set<String> left = new HashSet<>(nodes.keySet());
    for (BootcNode bootcNode : cluster.bootcNodesOf(pool)) {
      if (!bootcNode.isMarkedForDeletion()) {
        left.remove(bootcNode.getMetadata().getName());
        changed |= observe(bootcNode);
      }
    }
    left.forEach(nodes::remove);
    return changed || !left.isEmpty();
  }

  @SuppressWarnings("ReferenceEquality") // the cache keeps the object until another comes
  private boolean observe(BootcNode bootcNode) {
    String name = bootcNode.getMetadata().getName();
    Optional<Node> node = cluster.node(name);
    Observed before = nodes.get(name);
    if (before != null && before.bootcNode == bootcNode && before.node == node.orElse(null)) {
      return false;
    }
    NodeView view = NodeViews.of(bootcNode, node);
    nodes.put(name, new Observed(bootcNode, node.orElse(null), view));
    return before == null || !before.view.equals(view);
  }
}
