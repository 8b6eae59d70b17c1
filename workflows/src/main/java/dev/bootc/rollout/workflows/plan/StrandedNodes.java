package dev.bootc.rollout.workflows.plan;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Nodes of which a cordon of ours is all that is left of a slot. They count as down until somebody
 * has lifted it: their reboot may have been approved, and their hosts carry that out.
 */
final class StrandedNodes {
  private StrandedNodes() {}

  /** Whether a node of the pool is one of them. */
  static boolean include(Situation situation, NodeView node) {
    return !situation.isTaken(node) && situation.surroundings().stranded().contains(node.name());
  }

  /** All of them, by name. */
  static List<String> of(Situation situation) {
    Set<String> all = new TreeSet<>(outside(situation));
    situation.nodes().stream()
        .filter(node -> include(situation, node))
        .map(NodeView::name)
        .forEach(all::add);
    return List.copyOf(all);
  }

  /** Those that are none of the pool's nodes at the moment, by name. */
  static Set<String> outside(Situation situation) {
    Set<String> outside = new TreeSet<>(situation.surroundings().stranded());
    if (!outside.isEmpty()) {
      situation.nodes().forEach(node -> outside.remove(node.name()));
    }
    return outside;
  }
}
