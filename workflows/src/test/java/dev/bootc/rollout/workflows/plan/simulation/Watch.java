package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.TestNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two informers, one for BootcNodes and one for Nodes, that lag independently: what the planner
 * sees of a node may be old, and half of it older than the other half.
 */
final class Watch {
  private final World world;
  private final Map<String, NodeView> bootcNodes = new LinkedHashMap<>();
  private final Map<String, NodeView> nodes = new LinkedHashMap<>();

  Watch(World world) {
    this.world = world;
  }

  /** Names of which something may be delivered: what is there, and what was there. */
  List<String> names() {
    List<String> names = new ArrayList<>(bootcNodes.keySet());
    world.nodes().stream()
        .map(node -> node.name)
        .filter(name -> !bootcNodes.containsKey(name))
        .forEach(names::add);
    return names;
  }

  void deliverBootcNode(String name) {
    deliver(name, bootcNodes);
  }

  void deliverNode(String name) {
    deliver(name, nodes);
  }

  void deliverAll() {
    names().forEach(this::deliverBootcNode);
    names().forEach(this::deliverNode);
  }

  /** What the informers show. A BootcNode whose Node has not been seen counts as down. */
  List<NodeView> view() {
    return bootcNodes.values().stream()
        .map(seen -> merged(TestNode.like(seen), nodes.get(seen.name())))
        .toList();
  }

  private void deliver(String name, Map<String, NodeView> cache) {
    SimulatedNode node = world.node(name);
    if (node == null) {
      cache.remove(name);
    } else {
      cache.put(name, node.view());
    }
  }

  private static NodeView merged(TestNode bootcNode, @Nullable NodeView node) {
    if (node == null) {
      return bootcNode.notReadySince(null).cordoned(false).controlPlane(false).view();
    }
    TestNode merged = bootcNode.cordoned(node.cordoned()).controlPlane(node.controlPlane());
    return node.readiness() == NodeView.Readiness.READY
        ? merged.ready().view()
        : merged.notReadySince(node.notReadySince()).view();
  }
}
