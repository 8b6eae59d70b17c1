package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is in the way of one node, or of the pool. Those that differ only in the node make one entry
 * of the list.
 *
 * @param object what is in the way
 * @param nodes that it is about; none where it is about the pool
 * @param since when it began; absent where the cluster does not say
 */
public record Obstacle(
    Kind kind,
    Thing object,
    List<String> nodes,
    @Nullable Instant since,
    String message,
    String nextAction) {
  private static final int MOST_ENTRIES = 20;
  private static final int MOST_NAMED = 10;

  /** The oldest first: that is the one to look at. */
  private static final Comparator<Obstacle> OLDEST_FIRST =
      Comparator.comparing(Obstacle::since, Comparator.nullsLast(Comparator.naturalOrder()));

  private static final Comparator<BlockedBy> WEIGHTIEST_FIRST =
      Comparator.comparingInt(Obstacle::weight).thenComparingInt(entry -> -entry.nodeCount());

  /** About the pool as a whole. */
  public static Obstacle ofPool(
      Kind kind, Thing object, @Nullable Instant since, String message, String nextAction) {
    return new Obstacle(kind, object, List.of(), since, message, nextAction);
  }

  /** A node that is in its own way. */
  public static Obstacle ofNode(
      Kind kind, String node, @Nullable Instant since, String message, String pool) {
    Thing object = Thing.node(node);
    String action = NextAction.of(kind, object, pool);
    return new Obstacle(kind, object, List.of(node), since, message, action);
  }

  static Obstacle notReady(NodeView node, String message, String pool) {
    Instant since = node.readiness() == Readiness.NOT_READY ? node.notReadySince() : null;
    return ofNode(Kind.NODE_NOT_READY, node.name(), since, message, pool);
  }

  /** The same in the way of something else. */
  Obstacle as(Kind other) {
    return new Obstacle(other, object, nodes, since, message, nextAction);
  }

  Obstacle doing(String otherAction) {
    return new Obstacle(kind, object, nodes, since, message, otherAction);
  }

  /** Few entries, the weightiest first; those left out are the lightest. */
  public static List<BlockedBy> listed(Collection<Obstacle> all) {
    Map<Object, List<Obstacle>> alike = new LinkedHashMap<>();
    all.forEach(one ->
        alike.computeIfAbsent(List.of(one.kind, one.message), first -> new ArrayList<>()).add(one));
    return alike.values().stream()
        .map(Obstacle::entry)
        .sorted(WEIGHTIEST_FIRST)
        .limit(MOST_ENTRIES)
        .toList();
  }

  /** The entries of one and of another, the weightiest first; what both say is the first's. */
  public static List<BlockedBy> together(List<BlockedBy> first, List<BlockedBy> others) {
    List<BlockedBy> all = new ArrayList<>(first);
    others.stream()
        .filter(other -> first.stream().noneMatch(known -> isSame(known, other)))
        .forEach(all::add);
    return all.stream().sorted(WEIGHTIEST_FIRST).limit(MOST_ENTRIES).toList();
  }

  /** Of one of a newer version nobody here knows what it weighs. */
  private static int weight(BlockedBy entry) {
    return entry.knownKind().map(Kind::ordinal).orElse(Kind.values().length);
  }

  /**
   * What the cluster does not date is dated by when it was seen first. What nobody can read, or
   * what is still to come, is no date: it would be of no age for ever.
   *
   * @param before what was said last, by whomever
   */
  public static List<BlockedBy> dated(
      List<BlockedBy> entries, List<BlockedBy> before, Instant now) {
    return entries.stream()
        .map(entry ->
            date(entry, now).isEmpty() || entry.isWhoeverIsAway()
                ? entry.since(firstSeen(entry, before, now))
                : entry)
        .toList();
  }

  private static String firstSeen(BlockedBy entry, List<BlockedBy> before, Instant now) {
    Optional<String> known =
        before.stream()
            .filter(earlier -> isSame(earlier, entry))
            .flatMap(earlier -> date(earlier, now).stream())
            .findFirst();
    return known
        .or(() -> date(entry, now))
        .orElseGet(() -> Instant.ofEpochSecond(now.getEpochSecond()).toString());
  }

  private static Optional<String> date(BlockedBy entry, Instant now) {
    return Optional.ofNullable(entry.since())
        .filter(since -> WrittenTime.read(since).filter(time -> !time.isAfter(now)).isPresent());
  }

  private static boolean isSame(BlockedBy one, BlockedBy other) {
    return one.kind().equals(other.kind())
        && (one.object().equals(other.object()) || one.isWhoeverIsAway());
  }

  private static BlockedBy entry(List<Obstacle> alike) {
    List<Obstacle> sorted = alike.stream().sorted(OLDEST_FIRST).toList();
    Obstacle oldest = sorted.getFirst();
    List<String> nodes = sorted.stream().flatMap(one -> one.nodes.stream()).distinct().toList();
    return new BlockedBy(
        oldest.kind.text(),
        oldest.object.text(),
        oldest.since == null ? null : oldest.since.toString(),
        Wording.oneLine(oldest.message),
        oldest.nextAction,
        nodes.size(),
        nodes.stream().limit(MOST_NAMED).toList());
  }
}
