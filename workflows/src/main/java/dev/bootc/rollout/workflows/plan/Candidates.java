package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the staged nodes, in their order, whether they may start. */
final class Candidates {
  /**
   * Who goes before whom, whatever their names: nodes that somebody else cordoned last, workers
   * before the control plane. A node that must go later for another reason gets its key here, in
   * front.
   */
  private static final Comparator<NodeView> RANK =
      Comparator.comparing(NodeView::cordoned).thenComparing(NodeView::controlPlane);

  private static final int UNKNOWN = -1;

  private static final Comparator<NodeView> ORDER = RANK.thenComparing(NodeView::name);

  private final Optional<WaitReason> closedToAll;
  private final Situation situation;
  private final Unavailable unavailable;
  private int uncordonedStarted;

  /** Only a node that somebody else cordoned wants to know; the others need not wait for it. */
  private int uncordonedToGo = UNKNOWN;

  /**
   * Who starts, and why each other staged node does not.
   *
   * @param start names, in order
   * @param heldBack reason by name
   */
  record Choice(List<String> start, Map<String, WaitReason> heldBack) {}

  private Candidates(
      Situation situation, Optional<WaitReason> closedToAll, Unavailable unavailable) {
    this.situation = situation;
    this.closedToAll = closedToAll;
    this.unavailable = unavailable;
  }

  /** None has been asked yet. */
  static Candidates of(Situation situation, Optional<WaitReason> closedToAll) {
    return new Candidates(situation, closedToAll, Unavailable.in(situation));
  }

  /** The same once those have started that go before a node and may, and those in any case. */
  Candidates before(NodeView node, Collection<NodeView> started) {
    Candidates then = new Candidates(situation, closedToAll, unavailable.copy());
    started.forEach(then::started);
    situation.nodes(Standing.STAGED).stream()
        .filter(other -> RANK.compare(other, node) < 0 && !started.contains(other))
        .sorted(ORDER)
        .filter(other -> then.holdsBack(other).isEmpty())
        .forEach(then::started);
    return then;
  }

  /**
   * Chooses among the staged nodes.
   *
   * @param closedToAll what keeps every node from starting
   */
  static Choice choose(Situation situation, Optional<WaitReason> closedToAll) {
    Candidates candidates = of(situation, closedToAll);
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

  /** The first thing that keeps a node from starting. */
  Optional<WaitReason> holdsBack(NodeView node) {
    if (node.readiness() == Readiness.NOT_READY) {
      return Optional.of(WaitReason.NOT_READY);
    }
    if (closedToAll.isPresent()) {
      return closedToAll;
    }
    if (node.cordoned() && uncordonedToGo() > uncordonedStarted) {
      return Optional.of(WaitReason.CORDONED_GOES_LAST);
    }
    return keepsFromGoingDown(node);
  }

  /** The same for a node that has begun: its turn has come, and only the others count. */
  Optional<WaitReason> keepsFromGoingDown(NodeView node) {
    if (closedToAll.isPresent()) {
      return closedToAll;
    }
    if (node.controlPlane() && !unavailable.controlPlaneBeside(node).isEmpty()) {
      return Optional.of(WaitReason.CONTROL_PLANE_TURN);
    }
    return unavailable.haveRoomFor(node) ? Optional.empty() : Optional.of(WaitReason.BUDGET);
  }

  private void started(NodeView node) {
    unavailable.add(node);
    if (!node.cordoned()) {
      uncordonedStarted++;
    }
  }

  private int uncordonedToGo() {
    if (uncordonedToGo == UNKNOWN) {
      uncordonedToGo =
          (int) situation.nodes().stream().filter(node -> comesFirst(situation, node)).count();
    }
    return uncordonedToGo;
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
