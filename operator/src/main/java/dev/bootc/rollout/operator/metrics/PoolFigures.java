package dev.bootc.rollout.operator.metrics;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.operator.nodepool.ImageAsker;
import dev.bootc.rollout.operator.nodepool.MemberView;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a pool stands, in numbers. Pure.
 *
 * @param pool its name
 * @param nodes by their state on the way to the target, also states that none is in
 * @param slots how many nodes hold one
 * @param oldestSlot for how long the first of them does; zero where none does
 * @param blocked what is in the way
 * @param failed nodes that failed at the target, by how, until a person has settled that
 * @param phase of the latest rollout; absent where there was none
 * @param startedAt when it began; absent where it is over
 * @param pausedSince absent where nobody paused, or where it is over
 * @param estimatedEnd absent where nobody can know
 * @param inTheWay for how long what has been
 * @param pausedBy who paused; absent where nobody did, or where it is over
 * @param target what its nodes are to run; absent where nobody knows yet
 * @param askedBy who asked for that, as far as a name proves it; empty where nobody knows
 */
record PoolFigures(
    String pool,
    Map<NodeState, Integer> nodes,
    int slots,
    Duration oldestSlot,
    Map<BlockedBy.Kind, Blockage> blocked,
    Map<Verdict.Outcome, Integer> failed,
    @Nullable RolloutPhase phase,
    @Nullable Instant startedAt,
    @Nullable Instant pausedSince,
    @Nullable Instant estimatedEnd,
    Map<InTheWay, Duration> inTheWay,
    @Nullable String pausedBy,
    @Nullable ImageDigest target,
    String askedBy) {

  /** As many as a pool says, so that series are bounded whoever wrote its status. */
  static final int MOST_IN_THE_WAY = 20;

  /** A kind, a namespace and a name at their longest. */
  private static final int LONGEST_LABEL = 400;

  /**
   * A thing that is in the way.
   *
   * @param object its kind and name
   * @param node the first of those that it is about; empty where it is about the pool as a whole
   */
  record InTheWay(BlockedBy.Kind kind, String object, String node) {
    private static InTheWay of(BlockedBy entry, BlockedBy.Kind kind) {
      return new InTheWay(
          kind, label(entry.object()), label(entry.nodes().stream().findFirst().orElse("")));
    }
  }

  /**
   * What is in the way, of one kind.
   *
   * @param nodes that it is about; 1 where it is about the pool as a whole
   * @param age of the oldest
   */
  record Blockage(int nodes, Duration age) {
    private static Blockage of(BlockedBy entry, Instant now) {
      return new Blockage(Math.max(1, entry.nodeCount()), PoolFigures.age(entry, now));
    }

    private Blockage and(Blockage other) {
      return new Blockage(nodes + other.nodes, age.compareTo(other.age) < 0 ? other.age : age);
    }
  }

  static PoolFigures of(BootcNodePool pool, List<BootcNode> members, Instant now) {
    Optional<BootcNodePoolStatus> status = Optional.ofNullable(pool.getStatus());
    Optional<RolloutStatus> rollout = status.flatMap(said -> Optional.ofNullable(said.rollout()));
    Optional<ImageDigest> target =
        status
            .flatMap(said -> Optional.ofNullable(said.targetDigest()))
            .filter(ImageDigest::isValid)
            .map(ImageDigest::new);
    Optional<RolloutPhase> phase = rollout.flatMap(said -> RolloutPhase.of(said.phase()));
    // Of one that is over the status keeps when it began, and whoever had paused it.
    Optional<RolloutStatus> open = rollout.filter(_ -> phase.filter(RolloutPhase::isEnd).isEmpty());
    List<Seen> seen = seen(pool, target, members, now);
    return new PoolFigures(
        pool.getMetadata().getName(),
        states(seen),
        (int) members.stream().filter(NodeFacts::holdsSlot).count(),
        members.stream()
            .filter(NodeFacts::holdsSlot)
            .flatMap(holder -> NodeFacts.slotSince(holder).stream())
            .map(since -> elapsed(since, now))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO),
        blocked(status.map(BootcNodePoolStatus::blockedBy).orElse(List.of()), now),
        failures(seen),
        phase.orElse(null),
        open.flatMap(said -> WrittenTime.read(said.startedAt())).orElse(null),
        open.flatMap(said -> WrittenTime.read(said.pausedSince())).orElse(null),
        open.flatMap(said -> WrittenTime.read(said.estimatedEnd())).orElse(null),
        inTheWay(status.map(BootcNodePoolStatus::blockedBy).orElse(List.of()), now),
        open.map(RolloutStatus::pausedBy).map(PoolFigures::label).orElse(null),
        target.orElse(null),
        label(ImageAsker.name(pool)));
  }

  /**
   * A member.
   *
   * @param failed how it failed at the target; absent where it did not, or where a person has
   *     settled that
   */
  private record Seen(NodeState state, Verdict.@Nullable Outcome failed) {
    private static Seen of(BootcNode node, MemberView view) {
      return new Seen(
          view.state(),
          view.failed() == null
              ? null
              : NodeFacts.verdict(node)
                  .filter(Verdict::isFailure)
                  .map(Verdict::outcome)
                  // Overdue, which nobody has judged yet.
                  .orElse(Verdict.Outcome.NOT_BACK));
    }
  }

  private static List<Seen> seen(
      BootcNodePool pool, Optional<ImageDigest> target, List<BootcNode> members, Instant now) {
    Optional<MemberView.Yardstick> yardstick =
        target.map(digest -> MemberView.Yardstick.of(pool, digest, now));
    return members.stream()
        .map(member ->
            yardstick
                .map(known -> Seen.of(member, MemberView.of(member, known)))
                .orElseGet(() -> new Seen(NodeState.of(member), null)))
        .toList();
  }

  private static Map<NodeState, Integer> states(List<Seen> seen) {
    Map<NodeState, Integer> states = new EnumMap<>(NodeState.class);
    for (NodeState state : NodeState.values()) {
      states.put(state, 0);
    }
    seen.forEach(member -> states.merge(member.state(), 1, Integer::sum));
    return states;
  }

  /** One of a newer version is told under no kind of ours, and so not at all. */
  private static Map<BlockedBy.Kind, Blockage> blocked(List<BlockedBy> entries, Instant now) {
    Map<BlockedBy.Kind, Blockage> blocked = new EnumMap<>(BlockedBy.Kind.class);
    entries.forEach(entry ->
        entry
            .knownKind()
            .ifPresent(kind -> blocked.merge(kind, Blockage.of(entry, now), Blockage::and)));
    return blocked;
  }

  /** The same thing may be said twice, as where somebody paused in two ways. */
  private static Map<InTheWay, Duration> inTheWay(List<BlockedBy> entries, Instant now) {
    Map<InTheWay, Duration> things = new LinkedHashMap<>();
    entries.stream()
        .limit(MOST_IN_THE_WAY)
        .forEach(entry ->
            entry
                .knownKind()
                .ifPresent(kind ->
                    things.merge(
                        InTheWay.of(entry, kind),
                        age(entry, now),
                        (one, other) -> one.compareTo(other) < 0 ? other : one)));
    return things;
  }

  /** A status can be written by others, and a label is kept for as long as the series. */
  private static String label(String said) {
    return ForeignText.line(said, LONGEST_LABEL);
  }

  private static Duration age(BlockedBy entry, Instant now) {
    return WrittenTime.read(entry.since()).map(since -> elapsed(since, now)).orElse(Duration.ZERO);
  }

  private static Map<Verdict.Outcome, Integer> failures(List<Seen> seen) {
    Map<Verdict.Outcome, Integer> failures = new EnumMap<>(Verdict.Outcome.class);
    seen.stream()
        .flatMap(member -> Stream.ofNullable(member.failed()))
        .forEach(outcome -> failures.merge(outcome, 1, Integer::sum));
    return failures;
  }

  /** Clocks differ: what began a moment ahead began now. */
  private static Duration elapsed(Instant since, Instant now) {
    return since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
  }
}
