package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.CordonFacts;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.TouchedNames;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.workflows.plan.NodeOrder;
import dev.bootc.rollout.workflows.plan.NodeOrders;
import dev.bootc.rollout.workflows.plan.NodeView;
import io.fabric8.kubernetes.api.model.Node;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private final BiFunction<BootcNode, Optional<Node>, NodeView> view;
  private final NavigableMap<String, NodeView> views = new TreeMap<>();
  private final Set<String> stranded = new HashSet<>();

  /** Of thousands of nodes, and they seldom change: kept until one comes or goes. */
  private @Nullable Set<String> names;

  private @Nullable Seen latest;

  /** Nodes know their place only where the pool has an order. */
  private @Nullable NodeOrder order;

  /** Empty while the cache knows of no pool of the name, which has no nodes then. */
  private Optional<String> poolUid = Optional.empty();

  /**
   * At one moment.
   *
   * @param views of its nodes, by name
   * @param names of its nodes
   * @param stranded names of Nodes that a slot of the pool cordoned and that hold none
   */
  record Seen(List<NodeView> views, Set<String> names, Set<String> stranded) {}

  NodesOfPool(ClusterCache cluster, String pool) {
    this(cluster, pool, cluster.touchedNames(), NodeViews::of);
  }

  NodesOfPool(
      ClusterCache cluster,
      String pool,
      TouchedNames touched,
      BiFunction<BootcNode, Optional<Node>, NodeView> view) {
    this.cluster = cluster;
    this.pool = pool;
    this.touched = touched;
    this.view = view;
  }

  /** The same object as last time, if nothing that is planned with has changed. */
  synchronized Seen look() {
    Seen before = latest;
    // What was touched is told once: after a look that throws, the next lists anew.
    latest = null;
    Optional<Set<String>> news = touched.sinceLastTime();
    boolean samePool = isSamePool();
    Seen now = before != null && samePool && news.isPresent() ? update(before, news.get()) : list();
    latest = now;
    return now;
  }

  private boolean isSamePool() {
    Optional<String> before = poolUid;
    NodeOrder orderBefore = order;
    Optional<BootcNodePool> live = cluster.pool(pool);
    poolUid = live.map(known -> known.getMetadata().getUid());
    order =
        live.map(known -> known.getSpec().rollout())
            .map(limits -> NodeOrders.of(limits.order()))
            .orElse(null);
    return poolUid.equals(before) && Objects.equals(order, orderBefore);
  }

  private Seen update(Seen before, Set<String> unread) {
    boolean changed = false;
    for (String name : unread) {
      changed |= read(name);
    }
    return changed ? seen() : before;
  }

  private Seen list() {
    views.clear();
    stranded.clear();
    names = null;
    all().forEach(this::read);
    return seen();
  }

  private Seen seen() {
    return new Seen(List.copyOf(views.values()), names(), Set.copyOf(stranded));
  }

  private Set<String> all() {
    return Stream.concat(
            cluster.bootcNodesOf(pool).stream(),
            cluster.nodes().stream().filter(this::isKeptDownForThePool))
        .map(object -> object.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  private boolean read(String name) {
    Optional<BootcNode> member =
        cluster
            .bootcNode(name)
            .filter(node -> !node.isMarkedForDeletion())
            .filter(node -> poolUid.filter(uid -> ClusterCache.isOf(node, uid)).isPresent());
    boolean inSlot = member.filter(NodeFacts::holdsSlot).isPresent();
    boolean isStranded = !inSlot && isKeptDown(name);
    boolean strands = isStranded ? stranded.add(name) : stranded.remove(name);
    if (member.isEmpty()) {
      boolean left = views.remove(name) != null;
      names = left ? null : names;
      return left || strands;
    }
    NodeView now = placed(view.apply(member.get(), cluster.node(name)));
    NodeView before = views.put(name, now);
    names = before == null ? null : names;
    return strands || !now.equals(before);
  }

  private NodeView placed(NodeView node) {
    NodeOrder asked = order;
    return asked == null
        ? node
        : node.at(
            asked.place(
                cluster
                    .node(node.name())
                    .map(seen -> seen.getMetadata().getLabels())
                    .orElse(null)));
  }

  /**
   * Whether its cordon says that it is of a slot of this pool. Where nothing else does, somebody
   * has deleted the BootcNode of a slot holder, and that it is made anew changes nothing: the host
   * may be about to reboot for what was approved before.
   */
  private boolean isKeptDown(String name) {
    return cluster.node(name).filter(this::isKeptDownForThePool).isPresent();
  }

  private boolean isKeptDownForThePool(Node node) {
    return CordonFacts.keepsDown(node)
        && CordonFacts.annotation(node, BootcApi.CORDONED_BY).filter(pool::equals).isPresent();
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
