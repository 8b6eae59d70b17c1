package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcNode;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who belongs to a pool, after {@link MemberKeeper} has seen to it.
 *
 * @param bootcNodes the members
 * @param conflicts nodes that match but are owned by another pool, with that pool's name
 * @param refused nodes whose change was refused, with what and why
 * @param leftOut nodes that match and are no bootc hosts, with the label that says so
 * @param leaving how many nodes are still on their way out
 * @param mended what {@link Sweeper} mended lately, in words
 */
record Roster(
    List<BootcNode> bootcNodes,
    SortedMap<String, String> conflicts,
    SortedMap<String, String> refused,
    SortedMap<String, String> leftOut,
    int leaving,
    List<String> mended) {
  Roster {
    bootcNodes = List.copyOf(bootcNodes);
    mended = List.copyOf(mended);
  }

  Roster(
      List<BootcNode> bootcNodes,
      SortedMap<String, String> conflicts,
      SortedMap<String, String> refused,
      SortedMap<String, String> leftOut,
      int leaving) {
    this(bootcNodes, conflicts, refused, leftOut, leaving, List.of());
  }

  /** The same, with what was mended. */
  Roster mended(List<String> lately) {
    return new Roster(bootcNodes, conflicts, refused, leftOut, leaving, lately);
  }

  /** Members that were not looked at, because the spec cannot be carried out. */
  static Roster asTheyAre(List<BootcNode> owned) {
    return new Roster(owned, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), 0);
  }
}
