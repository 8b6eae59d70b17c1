package dev.bootc.rollout.workflows.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that use the budget up: in flight, not Ready, or cordoned, by whomever, also where a
 * cordon of ours is all that is left of a slot. A Node of unknown readiness proves nothing and is
 * not among them.
 */
final class Unavailable {
  private final int budget;
  private final int stranded;
  private final @Nullable OverallCap overall;
  private final Map<String, NodeView> nodes = new LinkedHashMap<>();

  private Unavailable(int budget, int stranded, @Nullable OverallCap overall) {
    this.budget = budget;
    this.stranded = stranded;
    this.overall = overall;
  }

  static Unavailable in(Situation situation) {
    int stranded = StrandedNodes.outside(situation).size();
    Unavailable unavailable =
        new Unavailable(situation.budget(), stranded, situation.surroundings().overall());
    situation.nodes().stream()
        .filter(node ->
            situation.isTaken(node)
                || StrandedNodes.include(situation, node)
                || node.seenUnavailable())
        .forEach(unavailable::add);
    return unavailable;
  }

  Unavailable copy() {
    Unavailable copy = new Unavailable(budget, stranded, overall);
    copy.nodes.putAll(nodes);
    return copy;
  }

  /** So many there are. */
  int count() {
    return stranded + nodes.size();
  }

  boolean include(NodeView node) {
    return nodes.containsKey(node.name());
  }

  void add(NodeView node) {
    nodes.put(node.name(), node);
  }

  /**
   * Whether the node may become unavailable. Its own cordon does not count against it: it takes
   * nothing away from the pool that is not gone already.
   */
  boolean haveRoomFor(NodeView node) {
    return countWithout(node) < budget;
  }

  /** The same beside so many that are about to be asked for as well. */
  boolean haveRoomFor(NodeView node, int others) {
    return countWithout(node) + others < budget;
  }

  /** The same by what the operator lets be unavailable of all pools. */
  boolean haveRoomOverallFor(NodeView node) {
    return overall == null || overall.hasRoomBeside(countWithout(node));
  }

  private int countWithout(NodeView node) {
    return stranded + nodes.size() - (nodes.containsKey(node.name()) ? 1 : 0);
  }

  /** Who uses the budget up, such as {@code "a, b, c-3 (cordoned, not by us)"}. */
  static String usersOfBudget(Situation situation) {
    List<String> inFlight = new ArrayList<>();
    List<String> notReady = new ArrayList<>();
    List<String> cordoned = new ArrayList<>();
    List<String> stranded = StrandedNodes.of(situation);
    for (NodeView node :
        situation.nodes().stream().filter(seen -> !stranded.contains(seen.name())).toList()) {
      if (situation.isTaken(node)) {
        inFlight.add(node.name());
      } else if (node.readiness() == NodeView.Readiness.NOT_READY) {
        notReady.add(node.name());
      } else if (node.cordoned()) {
        cordoned.add(node.name());
      }
    }
    List<String> parts = new ArrayList<>();
    if (!inFlight.isEmpty()) {
      parts.add(Wording.fewOr(inFlight, inFlight.size() + " in flight"));
    }
    if (!notReady.isEmpty()) {
      parts.add(Wording.first(notReady) + " (not Ready)");
    }
    if (!stranded.isEmpty()) {
      parts.add(Wording.first(stranded) + " (cordoned by us, its slot is gone)");
    }
    if (!cordoned.isEmpty()) {
      parts.add(Wording.first(cordoned) + " (cordoned, not by us)");
    }
    return String.join(", ", parts);
  }
}
