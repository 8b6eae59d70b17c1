package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcNode;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The nodes of a pool after a look at its membership.
 *
 * @param bootcNodes the members
 * @param conflicts nodes that match but are owned by another pool, with that pool's name
 * @param leaving how many nodes are still on their way out
 */
record Members(List<BootcNode> bootcNodes, SortedMap<String, String> conflicts, int leaving) {
  Members {
    bootcNodes = List.copyOf(bootcNodes);
  }

  /** Members that were not looked at, because the spec cannot be carried out. */
  static Members asTheyAre(List<BootcNode> owned) {
    return new Members(owned, new TreeMap<>(), 0);
  }
}
