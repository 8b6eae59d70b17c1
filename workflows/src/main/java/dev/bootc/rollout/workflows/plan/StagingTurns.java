package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is given the target, and so begins to stage it. All nodes at once, unless the pool has {@code
 * maxStaging}; then:
 *
 * <ol>
 *   <li>A node stages from the write of its target until it has staged it, reports an error or goes
 *       down. One that says nothing for {@link #SILENT_AFTER}, or takes longer than {@link
 *       #SLOW_AFTER}, makes way for another: it must not hold its place for ever.
 *   <li>Nodes in a slot are given the target at once, whatever the limit: an approval for another
 *       image must not stand.
 *   <li>Nodes that stage another image are, too: they have their place, and the registry is asked
 *       for no more because of it.
 *   <li>All others have their turn as there is room, in the order in which they are started. A node
 *       that is down has none before it is back.
 * </ol>
 */
public final class StagingTurns {
  /** An agent that runs reacts at once; its pod may have to be brought to the node first. */
  static final Duration SILENT_AFTER = Duration.ofMinutes(5);

  /** Whoever needs longer for an image has a line that no limit mends. */
  static final Duration SLOW_AFTER = Duration.ofHours(1);

  private final Situation situation;
  private final Instant now;

  /** Found out once somebody asks. */
  private @Nullable List<NodeView> given;

  private StagingTurns(Situation situation, Instant now) {
    this.situation = situation;
    this.now = now;
  }

  static StagingTurns in(Situation situation, Instant now) {
    return new StagingTurns(situation, now);
  }

  /** The same once others were started: zones that are begun by that go first. */
  StagingTurns once(Situation started) {
    return areTaken() ? in(started, now) : this;
  }

  /** Names of those who are to be given the target at {@code now}, the first to stage first. */
  public static List<String> of(PoolView observed, Instant now) {
    return in(Situation.of(observed), now).given().stream().map(NodeView::name).toList();
  }

  /** Nodes that are given the target now. */
  List<NodeView> given() {
    List<NodeView> known = given;
    if (known == null) {
      List<NodeView> others =
          situation.nodes().stream()
              .filter(node -> !situation.isOnTarget(node) && !situation.isRefused(node))
              .toList();
      MaxStaging limit = situation.target().maxStaging();
      known = limit == null ? others : inTurn(others, limit.of(situation.nodes().size()));
      given = known;
    }
    return known;
  }

  private List<NodeView> inTurn(List<NodeView> others, int most) {
    List<NodeView> turn = new ArrayList<>(others.stream().filter(this::isAskedAtOnce).toList());
    long taken =
        situation.nodes().stream().filter(this::holdsPlace).count()
            + turn.stream().filter(node -> !holdsPlace(node)).count();
    inOrder(
            others.stream()
                .filter(node -> !isAskedAtOnce(node) && node.readiness() != Readiness.NOT_READY))
        .stream()
        .limit(Math.max(0, most - taken))
        .forEach(turn::add);
    return List.copyOf(turn);
  }

  private boolean isAskedAtOnce(NodeView node) {
    return node.holdsSlot() || holdsPlace(node);
  }

  private List<NodeView> inOrder(Stream<NodeView> nodes) {
    return Turns.in(situation).inOrder(nodes, situation.target().order());
  }

  /** Whether a node that does not ask for the target yet has to wait for others. */
  boolean keepsWaiting(NodeView node) {
    return areTaken() && given().stream().noneMatch(other -> other.name().equals(node.name()));
  }

  /** Whether there are any: else all nodes stage at once. */
  boolean areTaken() {
    return situation.target().maxStaging() != null;
  }

  /** When a place becomes free although nothing is seen; empty where only events matter. */
  Optional<Instant> until() {
    return areTaken()
        ? situation.nodes().stream()
            .filter(this::holdsPlace)
            .flatMap(node -> placeUntil(node).stream())
            .min(Instant::compareTo)
        : Optional.empty();
  }

  private boolean holdsPlace(NodeView node) {
    return node.readiness() != Readiness.NOT_READY
        && placeUntil(node).filter(now::isBefore).isPresent();
  }

  /** Empty for a node that stages nothing, and for one of which nobody knows since when. */
  private static Optional<Instant> placeUntil(NodeView node) {
    NodeTimes times = node.times();
    return switch (node.state()) {
      case PENDING, REBOOTING ->
          latest(times.stagingSince(), times.joined()).map(since -> since.plus(SILENT_AFTER));
      case STAGING ->
          latest(times.stagingSince(), times.stateSince()).map(since -> since.plus(SLOW_AFTER));
      case DEGRADED -> sinceBefore(times).map(since -> since.plus(SILENT_AFTER));
      case STAGED, UP_TO_DATE -> Optional.empty();
    };
  }

  /** An error that is older than its turn says nothing about it: it is about to stage. */
  private static Optional<Instant> sinceBefore(NodeTimes times) {
    Instant error = times.stateSince();
    return Optional.ofNullable(times.stagingSince())
        .filter(turn -> error == null || error.isBefore(turn));
  }

  private static Optional<Instant> latest(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return Optional.ofNullable(one == null ? other : one);
    }
    return Optional.of(one.isAfter(other) ? one : other);
  }

  /** What those wait for whose turn has not come. */
  String text() {
    return "others stage first: maxStaging is " + situation.target().maxStaging();
  }
}
