package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.workflows.plan.NodeView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /**
   * What the informers show. A BootcNode whose Node has not been seen is left out: nobody could say
   * whether it is of the control plane or cordoned.
   */
  List<NodeView> view() {
    List<NodeView> view = new ArrayList<>();
    for (NodeView bootcNode : bootcNodes.values()) {
      NodeView node = nodes.get(bootcNode.name());
      if (node != null) {
        view.add(merged(bootcNode, node));
      }
    }
    return view;
  }

  private void deliver(String name, Map<String, NodeView> cache) {
    SimulatedNode node = world.node(name);
    if (node == null) {
      cache.remove(name);
    } else {
      cache.put(name, node.view());
    }
  }

  private static NodeView merged(NodeView bootcNode, NodeView node) {
    return new NodeView(
        bootcNode.name(),
        bootcNode.desiredImage(),
        bootcNode.state(),
        bootcNode.stateDetail(),
        node.readiness(),
        node.notReadySince(),
        node.cordoned(),
        node.controlPlane(),
        bootcNode.slot(),
        bootcNode.verdict());
  }
}
