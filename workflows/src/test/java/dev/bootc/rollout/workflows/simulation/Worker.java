package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.Surroundings;
import dev.bootc.rollout.workflows.plan.Surroundings.Neighbour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A replica of the operator: its caches of BootcNodes, Nodes and the pool lag independently, so
 * what it sees of a node may be old, and half of it older than the other half.
 */
final class Worker {
  /** How long the look at the pods of a node that has just been cordoned holds. */
  private static final Duration LOOK_HOLDS = Duration.ofSeconds(5);

  private final World world;
  private final Map<String, BootcNodeObject> bootcNodes = new LinkedHashMap<>();
  private final Map<String, NodeObject> nodes = new HashMap<>();
  private final Map<String, BootcNodeObject> ownWrites = new HashMap<>();
  private final Map<String, Instant> delivered = new HashMap<>();
  private final Set<String> otherSlots = new TreeSet<>();
  private final Map<String, Instant> emptyNodes = new HashMap<>();
  private PoolSpec pool;
  private @Nullable Pause pauseBySignal;

  Worker(World world) {
    this.world = world;
    this.pool = world.pool();
  }

  PoolSpec pool() {
    return pool;
  }

  PoolWish wish() {
    return pool.wish(world.now());
  }

  /** By the pool's own spec, and by nothing else. */
  PoolView view() {
    return new PoolView(pool.target(), views(), Set.of(), pauseBySignal, surroundings());
  }

  Surroundings surroundings() {
    return world.surroundings(
        nodes.entrySet().stream()
            .filter(seen -> seen.getValue().isKeptDown() && !isInSlot(seen.getKey()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()),
        nodes.entrySet().stream()
            .filter(seen -> !bootcNodes.containsKey(seen.getKey()))
            .filter(seen -> seen.getValue().controlPlane())
            .sorted(Map.Entry.comparingByKey())
            .map(seen -> neighbour(seen.getKey(), seen.getValue()))
            .toList(),
        world.otherPool().cap(otherSlots, bootcNodes.size()));
  }

  private boolean isInSlot(String name) {
    BootcNodeObject seen = bootcNodes.get(name);
    return seen != null && seen.slot() != null;
  }

  private static Neighbour neighbour(String name, NodeObject node) {
    return new Neighbour(
        name, true, node.isKeptDown(), node.ready() ? Readiness.READY : Readiness.NOT_READY);
  }

  /**
   * Whether the watch has told of what this worker wrote: it tells in order, so what was marked
   * before is known by then, too.
   */
  boolean sees(String name, BootcNodeObject written) {
    BootcNodeObject seen = bootcNodes.get(name);
    if (seen != null && seen.uid() == written.uid() && seen.version() < written.version()) {
      return false;
    }
    Instant marked = written.slot() == null ? Instant.MAX : written.slot().since();
    otherSlots.addAll(world.otherPool().markedUpTo(marked));
    world.slotHolders().stream()
        .filter(holder -> wasMarkedBy(holder, marked))
        .forEach(holder -> deliverBootcNode(holder.name));
    return true;
  }

  /** The same for a turn to stage: whatever was written to any BootcNode before is seen, too. */
  boolean seesAllUpTo(String name, BootcNodeObject written) {
    BootcNodeObject seen = bootcNodes.get(name);
    Instant when = written.marks().stagingSince();
    if (seen != null && seen.uid() == written.uid() && seen.version() < written.version()) {
      return false;
    }
    names().stream()
        .filter(other -> when != null && !changedAt(other).isAfter(when))
        .forEach(this::deliverBootcNode);
    return true;
  }

  private Instant changedAt(String name) {
    return world
        .node(name)
        .map(SimulatedNode::bootcNodeChanged)
        .orElseGet(() -> world.leftAt(name));
  }

  private static boolean wasMarkedBy(SimulatedNode holder, Instant time) {
    return holder
        .bootcNode()
        .map(BootcNodeObject::slot)
        .filter(slot -> !slot.since().isAfter(time))
        .isPresent();
  }

  void foundEmpty(String name) {
    emptyNodes.put(name, world.now());
  }

  /** Once for each look. */
  boolean knowsToBeEmpty(String name) {
    Instant found = emptyNodes.remove(name);
    return found != null
        && found.plus(LOOK_HOLDS).isAfter(world.now())
        && node(name).filter(NodeObject::unschedulable).isPresent();
  }

  /** As the cache has it, or as this worker has written it since. */
  Optional<BootcNodeObject> bootcNode(String name) {
    return Optional.ofNullable(bootcNodes.get(name))
        .map(seen -> newer(seen, ownWrites.getOrDefault(name, seen)));
  }

  /** As the cache has it. */
  Optional<NodeObject> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  BootcNodeObject remember(String name, BootcNodeObject written) {
    ownWrites.put(name, written);
    return written;
  }

  /** What the planner is asked about here. */
  List<NodeView> views() {
    List<NodeView> views = new ArrayList<>();
    bootcNodes.forEach((name, seen) -> views.add(view(name, seen)));
    return views;
  }

  /** One node, as if that were known of its BootcNode. */
  NodeView view(String name, BootcNodeObject bootcNode) {
    NodeObject node = nodes.get(name);
    SimulatedOrder order = pool.options().order();
    NodeView view = Sight.view(name, bootcNode, node);
    return order == null
        ? view
        : view.at(order.asked().place(node == null ? null : SimulatedOrder.labels(name)));
  }

  /** Slot holders as far as is known here. */
  List<String> slotHolders() {
    return bootcNodes.entrySet().stream()
        .filter(entry -> entry.getValue().slot() != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Names of which something may be delivered: what is there, and what was there. */
  List<String> names() {
    SequencedSet<String> names = new LinkedHashSet<>(bootcNodes.keySet());
    names.addAll(world.names());
    nodes.keySet().stream().sorted().forEach(names::add);
    return List.copyOf(names);
  }

  void deliverPool() {
    pool = world.pool();
    pauseBySignal = world.pauseBySignal();
    delivered.put("pool", world.now());
  }

  void deliverBootcNode(String name) {
    world
        .node(name)
        .flatMap(SimulatedNode::bootcNode)
        .ifPresentOrElse(live -> bootcNodes.put(name, live), () -> left(name));
    ownWrites.remove(name);
    delivered.put("BootcNode " + name, world.now());
  }

  /** One watch tells in order: of every slot that was marked before, too. */
  private void left(String name) {
    if (bootcNodes.remove(name) != null) {
      Instant when = changedAt(name);
      world.slotHolders().stream()
          .filter(holder -> wasMarkedBy(holder, when))
          .forEach(holder -> deliverBootcNode(holder.name));
    }
  }

  void deliverNode(String name) {
    world
        .node(name)
        .flatMap(SimulatedNode::node)
        .ifPresentOrElse(live -> nodes.put(name, live), () -> nodes.remove(name));
    delivered.put("Node " + name, world.now());
  }

  /** Slots of the other pool. */
  void deliverOthers() {
    otherSlots.clear();
    otherSlots.addAll(world.otherPool().marked().keySet());
    delivered.put("others", world.now());
  }

  void deliverAll() {
    deliverPool();
    deliverOthers();
    for (String name : names()) {
      deliverBootcNode(name);
      deliverNode(name);
    }
  }

  /** Nothing is further behind than a watch may be. */
  void catchUp() {
    if (isBehind("pool")) {
      deliverPool();
    }
    if (isBehind("others")) {
      deliverOthers();
    }
    for (String name : names()) {
      if (isBehind("BootcNode " + name)) {
        deliverBootcNode(name);
      }
      if (isBehind("Node " + name)) {
        deliverNode(name);
      }
    }
  }

  private boolean isBehind(String object) {
    Instant last = delivered.getOrDefault(object, Instant.MIN);
    return last.isBefore(world.now().minus(World.LONGEST_LAG));
  }

  /** Whether a slot that is held, and none that is not, shows here. */
  boolean knowsSlotOf(SimulatedNode node) {
    boolean seen = bootcNode(node.name).filter(object -> object.slot() != null).isPresent();
    return seen == node.holdsSlot();
  }

  private static BootcNodeObject newer(BootcNodeObject seen, BootcNodeObject own) {
    return own.uid() == seen.uid() && own.version() > seen.version() ? own : seen;
  }
}
