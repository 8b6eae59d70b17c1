package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.NodeView.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When the rollout is over if nothing gets in the way: who is left takes the slots in the planner's
 * order, each for as long as {@link NodeDurations} expects of it. Nothing is said where something
 * closes the pool or will for sure, since nobody knows for how long. For words only.
 *
 * <p>It is reckoned from the last thing that happened and not from now, so the same view says the
 * same.
 */
final class EstimatedEnd {
  private final Situation situation;
  private final NodeDurations durations;
  private final PriorityQueue<Instant> slots = new PriorityQueue<>();

  /** When the last node that goes alone is back. */
  private Instant turnEnds;

  private Instant end;

  private EstimatedEnd(Situation situation, NodeDurations durations, Instant begin) {
    this.situation = situation;
    this.durations = durations;
    this.turnEnds = begin;
    this.end = begin;
  }

  /** Empty where it cannot be known. */
  static Optional<Instant> of(Situation situation, Brakes brakes) {
    if (situation.counts().areDone()
        || brakes.first(situation).isPresent()
        || !brakes.steps().last()) {
      return Optional.empty();
    }
    NodeDurations durations = NodeDurations.in(situation);
    Optional<Instant> begin = lastEvent(situation);
    if (begin.isEmpty() || !durations.areKnown()) {
      return Optional.empty();
    }
    Instant end = new EstimatedEnd(situation, durations, begin.get()).reckon(begin.get());
    boolean closesBefore =
        situation.target().windows() != null
            && brakes.window().until().filter(close -> close.isBefore(end)).isPresent();
    return closesBefore ? Optional.empty() : Optional.of(end);
  }

  /** A node whose update ended at the target, or one that took a slot. */
  private static Optional<Instant> lastEvent(Situation situation) {
    return situation.nodes().stream()
        .filter(node -> node.verdict() != null || node.slot() != null)
        .flatMap(node ->
            Stream.concat(
                NodeDurations.updatedAt(situation, node).stream(),
                Optional.ofNullable(node.slot()).map(Slot::since).stream()))
        .max(Comparator.naturalOrder());
  }

  /** Who is still to be started. */
  private static Stream<NodeView> waiting(Situation situation) {
    return Stream.of(Standing.STAGED, Standing.PREPARING)
        .flatMap(standing -> situation.nodes(standing).stream())
        .filter(node -> node.readiness() != Readiness.NOT_READY && !situation.isRefused(node));
  }

  private Instant reckon(Instant begin) {
    situation.nodes(Standing.IN_FLIGHT).forEach(node -> inFlight(node, begin));
    int free = situation.budget() - Unavailable.in(situation).count();
    int atLeastOne = slots.isEmpty() ? 1 : 0;
    Stream.generate(() -> begin).limit(Math.max(atLeastOne, free)).forEach(slots::add);
    Turns turns = Turns.in(situation);
    Optional<String> inFlight =
        situation.nodes(Standing.IN_FLIGHT).stream().map(NodeView::zone).findFirst();
    List<NodeView> next = turns.inOrder(waiting(situation), situation.target().order());
    take(next, turns, inFlight.orElse(null));
    return end;
  }

  private void inFlight(NodeView node, Instant begin) {
    Instant since = node.slot() == null ? null : node.slot().since();
    Duration held = Duration.between(Objects.requireNonNullElse(since, begin), begin);
    Instant free = begin.plus(durations.leftOf(node, held));
    slots.add(free);
    end = later(end, free);
    if (node.controlPlane()) {
      turnEnds = later(turnEnds, free);
    }
  }

  private void take(List<NodeView> nodes, Turns turns, @Nullable String zoneInFlight) {
    String zone = zoneInFlight;
    for (NodeView node : nodes) {
      if (zone != null && !zone.equals(node.zone())) {
        awaitAll();
      }
      zone = node.zone();
      boolean alone = node.controlPlane() || turns.isOfLifelines(node);
      Instant start = Objects.requireNonNull(slots.poll(), "a slot");
      start = alone ? later(start, turnEnds) : start;
      Instant free = start.plus(durations.turnover()).plus(durations.of(node));
      slots.add(free);
      end = later(end, free);
      turnEnds = alone ? free : turnEnds;
    }
  }

  /** No two zones at once: the next begins when the one before has ended. */
  private void awaitAll() {
    int all = slots.size();
    slots.clear();
    Stream.generate(() -> end).limit(all).forEach(slots::add);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
