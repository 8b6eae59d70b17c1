package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the staged nodes, in their order, whether they may start. */
final class Candidates {
  private static final Comparator<NodeView> BY_NAME = Comparator.comparing(NodeView::name);

  private final Optional<WaitReason> closedToAll;
  private final Situation situation;
  private final Unavailable unavailable;
  private final Turns turns;
  private final Map<Rank, Integer> started = new EnumMap<>(Rank.class);

  /** Workers do not want to know; the others need not wait for it. */
  private @Nullable Map<Rank, Integer> toGo;

  /**
   * Who goes before whom: workers, then the control plane and etcd, then the nodes that the rollout
   * itself runs on; among those alike the ones that somebody else cordoned come last. A node that
   * must go later for another reason gets its rank here.
   */
  private enum Rank {
    WORKER,
    CORDONED_WORKER,
    CONTROL_PLANE,
    CORDONED_CONTROL_PLANE,
    LIFELINE,
    CORDONED_LIFELINE;

    /** What a node of this rank says while one of that rank is still to go. */
    WaitReason behind(Rank other) {
      return switch (this) {
        case WORKER, CORDONED_WORKER -> WaitReason.CORDONED_GOES_LAST;
        case CONTROL_PLANE -> WaitReason.CONTROL_PLANE_GOES_LAST;
        case CORDONED_CONTROL_PLANE ->
            other == CONTROL_PLANE
                ? WaitReason.CORDONED_GOES_LAST
                : WaitReason.CONTROL_PLANE_GOES_LAST;
        case LIFELINE -> WaitReason.LIFELINE_GOES_LAST;
        case CORDONED_LIFELINE ->
            other == LIFELINE ? WaitReason.CORDONED_GOES_LAST : WaitReason.LIFELINE_GOES_LAST;
      };
    }
  }

  /**
   * Who starts, and why each other staged node does not.
   *
   * @param start names, in order
   * @param heldBack reason by name
   */
  record Choice(List<String> start, Map<String, WaitReason> heldBack) {}

  private Candidates(
      Situation situation, Optional<WaitReason> closedToAll, Unavailable unavailable, Turns turns) {
    this.situation = situation;
    this.closedToAll = closedToAll;
    this.unavailable = unavailable;
    this.turns = turns;
  }

  /** None has been asked yet. */
  static Candidates of(Situation situation, Optional<WaitReason> closedToAll) {
    return new Candidates(situation, closedToAll, Unavailable.in(situation), Turns.in(situation));
  }

  /** The same once those have started that go before a node and may, and those in any case. */
  Candidates before(NodeView node, Collection<NodeView> others) {
    Candidates then = new Candidates(situation, closedToAll, unavailable.copy(), turns.copy());
    others.forEach(then::started);
    Rank rank = rank(node);
    if (rank != Rank.WORKER) {
      situation.nodes(Standing.STAGED).stream()
          .filter(other -> rank(other).compareTo(rank) < 0 && !others.contains(other))
          .sorted(order())
          .filter(other -> then.holdsBack(other).isEmpty())
          .forEach(then::started);
    }
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
    for (NodeView node :
        situation.nodes(Standing.STAGED).stream().sorted(candidates.order()).toList()) {
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

  private Comparator<NodeView> order() {
    return Comparator.comparing(this::rank).thenComparing(BY_NAME);
  }

  /** The first thing that keeps a node from starting. */
  Optional<WaitReason> holdsBack(NodeView node) {
    if (node.readiness() == Readiness.NOT_READY) {
      return Optional.of(WaitReason.NOT_READY);
    }
    if (closedToAll.isPresent()) {
      return closedToAll;
    }
    Rank rank = rank(node);
    Optional<Rank> first = toGoBefore(rank);
    return first.isPresent() ? first.map(rank::behind) : keepsFromGoingDown(node);
  }

  /** The same for a node that has begun: its turn has come, and only the others count. */
  Optional<WaitReason> keepsFromGoingDown(NodeView node) {
    if (closedToAll.isPresent()) {
      return closedToAll;
    }
    Optional<WaitReason> turn = turns.holdsBack(node);
    if (turn.isPresent()) {
      return turn;
    }
    return unavailable.haveRoomFor(node) ? Optional.empty() : Optional.of(WaitReason.BUDGET);
  }

  private void started(NodeView node) {
    unavailable.add(node);
    turns.started(node);
    started.merge(rank(node), 1, Integer::sum);
  }

  /** The latest of the ranks before that one of which a node is still to go. */
  private Optional<Rank> toGoBefore(Rank rank) {
    return rank == Rank.WORKER
        ? Optional.empty()
        : Arrays.stream(Rank.values())
            .filter(other -> other.compareTo(rank) < 0)
            .filter(other -> toGo().getOrDefault(other, 0) > started.getOrDefault(other, 0))
            .max(Comparator.naturalOrder());
  }

  private Map<Rank, Integer> toGo() {
    Map<Rank, Integer> known = toGo;
    if (known == null) {
      Map<Rank, Integer> counted = new EnumMap<>(Rank.class);
      situation.nodes().stream()
          .filter(node -> isToGo(situation, node))
          .forEach(node -> counted.merge(rank(node), 1, Integer::sum));
      known = counted;
      toGo = known;
    }
    return known;
  }

  private Rank rank(NodeView node) {
    if (turns.isOfLifelines(node)) {
      return node.cordoned() ? Rank.CORDONED_LIFELINE : Rank.LIFELINE;
    }
    if (node.controlPlane()) {
      return node.cordoned() ? Rank.CORDONED_CONTROL_PLANE : Rank.CONTROL_PLANE;
    }
    return node.cordoned() ? Rank.CORDONED_WORKER : Rank.WORKER;
  }

  /**
   * Whether a node is to be started before those of a later rank. A node that is down is not waited
   * for: nobody knows whether it comes back.
   */
  private static boolean isToGo(Situation situation, NodeView node) {
    if (node.readiness() == Readiness.NOT_READY) {
      return false;
    }
    return switch (situation.standingOf(node)) {
      case STAGED, PREPARING -> true;
      case UPDATED, IN_FLIGHT, FAILED -> false;
    };
  }
}
