package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks the staged nodes, in their order, whether they may start. */
final class Candidates {
  private final Optional<WaitReason> closedToAll;
  private final Situation situation;
  private final Unavailable unavailable;
  private final Turns turns;
  private final Batch batch;
  private final Instant now;
  private final int leftOutByGates;
  private final Map<Rank, Integer> started = new TreeMap<>();

  /** Workers do not want to know; the others need not wait for it. */
  private @Nullable NavigableMap<Rank, Integer> toGo;

  /**
   * Who starts, and why each other staged node does not.
   *
   * @param start names, in order
   * @param heldBack reason by name
   */
  record Choice(List<String> start, Map<String, WaitReason> heldBack) {}

  private Candidates(
      Situation situation,
      Optional<WaitReason> closedToAll,
      Unavailable unavailable,
      Turns turns,
      Batch batch,
      Instant now) {
    this.now = now;
    this.situation = situation;
    this.closedToAll = closedToAll;
    this.unavailable = unavailable;
    this.turns = turns;
    this.batch = batch;
    this.leftOutByGates =
        Math.toIntExact(
            LeftOutNodes.of(situation)
                .filter(node -> !unavailable.include(node))
                .flatMap(node -> holdingMark(node).stream())
                .filter(LeftOut::byGate)
                .count());
  }

  /** None has been asked yet. */
  static Candidates of(
      Situation situation, Optional<WaitReason> closedToAll, StepGate steps, Instant now) {
    return new Candidates(
        situation,
        closedToAll,
        Unavailable.in(situation),
        Turns.in(situation),
        Batch.of(situation, steps),
        now);
  }

  /** The same once those have started that go before a node and may, and those in any case. */
  Candidates before(NodeView node, Collection<NodeView> others) {
    Candidates then =
        new Candidates(situation, closedToAll, unavailable.copy(), turns.copy(), batch.copy(), now);
    others.forEach(then::started);
    Rank rank = rank(node);
    if (!rank.isFirst(situation.target().order())) {
      inOrder(
              situation.nodes(Standing.STAGED).stream()
                  .filter(other -> rank(other).compareTo(rank) < 0 && !others.contains(other)))
          .stream()
          .filter(other -> then.holdsBack(other).isEmpty())
          .forEach(then::started);
    }
    return then;
  }

  /**
   * Chooses among the staged nodes.
   *
   * @param closedToAll what keeps every node from starting
   * @param now until when nodes were left out
   */
  static Choice choose(
      Situation situation, Optional<WaitReason> closedToAll, StepGate steps, Instant now) {
    Candidates candidates = of(situation, closedToAll, steps, now);
    List<String> start = new ArrayList<>();
    Map<String, WaitReason> heldBack = new HashMap<>();
    for (NodeView node : candidates.inOrder(situation.nodes(Standing.STAGED).stream())) {
      Optional<WaitReason> reason = candidates.holdsBack(node);
      if (reason.isPresent()) {
        heldBack.put(node.name(), reason.get());
      } else {
        start.add(node.name());
        candidates.started(node);
      }
    }
    if (situation.target().order() != null || situation.target().steps() != null) {
      candidates.sayAgain(heldBack);
    }
    return new Choice(start, heldBack);
  }

  /** Who was asked before the last has started may be held back by that one, too, and first. */
  private void sayAgain(Map<String, WaitReason> heldBack) {
    for (NodeView node : situation.nodes(Standing.STAGED)) {
      if (heldBack.containsKey(node.name())) {
        holdsBack(node).ifPresent(reason -> heldBack.put(node.name(), reason));
      }
    }
  }

  private List<NodeView> inOrder(Stream<NodeView> nodes) {
    return turns.inOrder(nodes, situation.target().order());
  }

  /** The first thing that keeps a node from starting. */
  Optional<WaitReason> holdsBack(NodeView node) {
    if (node.readiness() == Readiness.NOT_READY) {
      return Optional.of(WaitReason.NOT_READY);
    }
    if (closedToAll.isPresent()) {
      return closedToAll;
    }
    if (isLeftOut(node) || isKeptBackByGates(node)) {
      return Optional.of(WaitReason.PREFLIGHT);
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
    if (!batch.hasRoomFor(node)) {
      return Optional.of(WaitReason.STEP_BATCH);
    }
    if (!unavailable.haveRoomFor(node)) {
      return Optional.of(WaitReason.BUDGET);
    }
    return unavailable.haveRoomOverallFor(node)
        ? Optional.empty()
        : Optional.of(WaitReason.CLUSTER_CAP);
  }

  private void started(NodeView node) {
    unavailable.add(node);
    turns.started(node);
    batch.add(node);
    started.merge(rank(node), 1, Integer::sum);
  }

  /** The latest of the ranks before that one of which a node is still to go. */
  private Optional<Rank> toGoBefore(Rank rank) {
    return rank.isFirst(situation.target().order())
        ? Optional.empty()
        : toGo().headMap(rank, false).descendingMap().entrySet().stream()
            .filter(known -> known.getValue() > started.getOrDefault(known.getKey(), 0))
            .map(Map.Entry::getKey)
            .findFirst();
  }

  private NavigableMap<Rank, Integer> toGo() {
    NavigableMap<Rank, Integer> known = toGo;
    if (known == null) {
      NavigableMap<Rank, Integer> counted = new TreeMap<>();
      situation.nodes().stream()
          .filter(this::isToGo)
          .forEach(node -> counted.merge(rank(node), 1, Integer::sum));
      known = counted;
      toGo = known;
    }
    return known;
  }

  private boolean isLeftOut(NodeView node) {
    return holdingMark(node).isPresent();
  }

  private Optional<LeftOut> holdingMark(NodeView node) {
    return situation.leftOut(node).filter(mark -> mark.holds(now));
  }

  /**
   * What a gate says of the nodes before this one it may say of all: they keep their places, so no
   * more nodes are asked about at a time than may be down.
   */
  private boolean isKeptBackByGates(NodeView node) {
    return leftOutByGates > 0
        && unavailable.haveRoomFor(node)
        && !unavailable.haveRoomFor(node, leftOutByGates);
  }

  private Rank rank(NodeView node) {
    return turns.rank(node, situation.target().order());
  }

  /**
   * Whether a node is to be started before those of a later rank. A node that is down is not waited
   * for: nobody knows whether it comes back. Nor is one that can never be drained.
   */
  private boolean isToGo(NodeView node) {
    if (node.readiness() == Readiness.NOT_READY
        || holdingMark(node).filter(mark -> !mark.byGate()).isPresent()) {
      return false;
    }
    return switch (situation.standingOf(node)) {
      case STAGED, PREPARING -> true;
      case UPDATED, IN_FLIGHT, SKIPPED, FAILED -> false;
    };
  }
}
