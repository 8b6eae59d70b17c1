package dev.bootc.rollout.workflows.plan;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The zones of a pool whose nodes never go down in two of them at once. Nodes that are down for
 * other reasons do not count: nobody knows whether they come back, and they must not keep a zone
 * from being updated for ever. Nodes that say no zone are one of their own.
 */
final class Zones {
  /** No label can have that value. */
  private static final String UNKNOWN = "an unknown zone";

  private static final Zones ANY = new Zones(false, Set.of(), Map.of());

  private final boolean one;
  private final Set<String> begun;

  /** Zone by node. */
  private final Map<String, String> inFlight;

  private Zones(boolean one, Set<String> begun, Map<String, String> inFlight) {
    this.one = one;
    this.begun = begun;
    this.inFlight = new TreeMap<>(inFlight);
  }

  static Zones in(Situation situation) {
    NodeOrder order = situation.target().order();
    if (order == null || !order.oneZone()) {
      return ANY;
    }
    Zones zones = new Zones(true, begun(situation), Map.of());
    situation.nodes().stream()
        .filter(node -> situation.isTaken(node) || StrandedNodes.include(situation, node))
        .forEach(zones::started);
    // Nobody has said where they are; they are nodes of the pool again in a moment.
    StrandedNodes.outside(situation).forEach(name -> zones.inFlight.put(name, UNKNOWN));
    return zones;
  }

  private static Set<String> begun(Situation situation) {
    Set<String> begun = new HashSet<>();
    for (NodeView node : situation.nodes()) {
      if (situation.isTaken(node) || situation.runsTarget(node)) {
        begun.add(node.zone());
      }
    }
    return begun;
  }

  Zones copy() {
    return one ? new Zones(true, begun, inFlight) : this;
  }

  void started(NodeView node) {
    if (one) {
      inFlight.put(node.name(), node.zone());
    }
  }

  /** Whether no other node is in flight in another zone. */
  boolean letGo(NodeView node) {
    return !one
        || inFlight.entrySet().stream()
            .allMatch(other ->
                other.getKey().equals(node.name()) || other.getValue().equals(node.zone()));
  }

  /** Whether none goes before another. */
  boolean areAlike() {
    return !one;
  }

  Comparator<NodeView> order() {
    return Comparator.comparing((NodeView node) -> one && !begun.contains(node.zone()))
        .thenComparing(node -> one ? node.zone() : "");
  }

  /** Which zone is under way, and with which nodes. */
  String text() {
    Set<String> zones = new HashSet<>(inFlight.values());
    return Wording.first(
            zones.stream().sorted().map(zone -> zone.isEmpty() ? "no zone" : zone).toList())
        + " ("
        + Wording.first(inFlight.keySet().stream().toList())
        + ")";
  }
}
