package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the staged nodes, in their order, whether they may start. */
final class Candidates {
  /**
   * Who goes before whom: nodes that somebody else cordoned last, workers before the control plane,
   * then by name. A node that must go later for another reason gets its key here, in front.
   */
  private static final Comparator<NodeView> ORDER =
      Comparator.comparing(NodeView::cordoned)
          .thenComparing(NodeView::controlPlane)
          .thenComparing(NodeView::name);

  private final Optional<WaitReason> closedToAll;
  private final Unavailable unavailable;
  private int uncordonedToGo;

  /**
   * Who starts, and why each other staged node does not.
   *
   * @param start names, in order
   * @param heldBack reason by name
   */
  record Choice(List<String> start, Map<String, WaitReason> heldBack) {}

  private Candidates(Situation situation, Optional<WaitReason> closedToAll) {
    this.closedToAll = closedToAll;
    this.unavailable = Unavailable.in(situation);
    this.uncordonedToGo =
        (int) situation.nodes().stream().filter(node -> comesFirst(situation, node)).count();
  }

  /**
   * Chooses among the staged nodes.
   *
   * @param closedToAll what keeps every node from starting
   */
  static Choice choose(Situation situation, Optional<WaitReason> closedToAll) {
    Candidates candidates = new Candidates(situation, closedToAll);
    List<String> start = new ArrayList<>();
    Map<String, WaitReason> heldBack = new HashMap<>();
    for (NodeView node : situation.nodes(Standing.STAGED).stream().sorted(ORDER).toList()) {
      Optional<WaitReason> reason = candidates.holdsBack(node);
      if (reason.isPresent()) {
        heldBack.put(node.name(), reason.get());
      } else {
        start.add(node.name());
        candidates.started(node);
      }
    }
    return new Choice(start, heldBack);
  }

  /** The first thing that keeps a staged node from starting. */
  private Optional<WaitReason> holdsBack(NodeView node) {
    if (node.readiness() == Readiness.NOT_READY) {
      return Optional.of(WaitReason.NOT_READY);
    }
    if (closedToAll.isPresent()) {
      return closedToAll;
    }
    if (node.cordoned() && uncordonedToGo > 0) {
      return Optional.of(WaitReason.CORDONED_GOES_LAST);
    }
    if (node.controlPlane() && !unavailable.controlPlaneBeside(node).isEmpty()) {
      return Optional.of(WaitReason.CONTROL_PLANE_TURN);
    }
    return unavailable.haveRoomFor(node) ? Optional.empty() : Optional.of(WaitReason.BUDGET);
  }

  private void started(NodeView node) {
    unavailable.add(node);
    if (!node.cordoned()) {
      uncordonedToGo--;
    }
  }

  /**
   * Whether a node is to be started before those that somebody else cordoned. A node that is down
   * is not waited for: nobody knows whether it comes back.
   */
  private static boolean comesFirst(Situation situation, NodeView node) {
    if (node.cordoned() || node.readiness() == Readiness.NOT_READY) {
      return false;
    }
    return switch (situation.standingOf(node)) {
      case STAGED, PREPARING -> true;
      case UPDATED, IN_FLIGHT, FAILED -> false;
    };
  }
}
