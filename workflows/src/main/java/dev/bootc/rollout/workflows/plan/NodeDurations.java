package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long nodes of a pool hold their slots, as measured: of those that this rollout has updated,
 * and of each the last time. A node that is still to come takes as long as it did the last time,
 * times what those that are done took longer than theirs; one of which nothing is known takes what
 * the others took, each of their durations in turn, since the last batch ends with its slowest.
 */
final class NodeDurations {
  private static final int FEW = 3;

  /** So many of the last are looked at: the first nodes of a rollout find a busy cluster. */
  private static final int BATCHES = 2;

  /** Coprime to few numbers of samples: neighbours in a row get durations that are far apart. */
  private static final int STRIDE = 7919;

  /** Some are of another kind where nodes differ by more than that part, in the mean. */
  private static final int ANOTHER_KIND_PART = 4;

  /** What is overdue takes that part of a usual duration more. */
  private static final int OVERDUE_PART = 10;

  /** Of this rollout, the shortest first. */
  private final List<Duration> samples;

  /** What this rollout takes, in thousandths of the one before; empty where that says nothing. */
  private final Optional<Long> perMille;

  private final Duration turnover;
  private int asked;

  /** With its time read: to read one is the dearest of all this, and it is sorted by it. */
  private record Updated(NodeView node, Instant at) {}

  private NodeDurations(List<Duration> samples, Optional<Long> perMille, Duration turnover) {
    this.samples = samples;
    this.perMille = perMille;
    this.turnover = turnover;
  }

  static NodeDurations in(Situation situation) {
    List<Updated> done =
        situation.nodes(Standing.UPDATED).stream()
            .flatMap(node -> updatedAt(situation, node).map(at -> new Updated(node, at)).stream())
            .sorted(Comparator.comparing(Updated::at))
            .toList();
    int recent = Math.max(FEW, BATCHES * situation.budget());
    List<NodeView> latest =
        done.subList(Math.max(0, done.size() - recent), done.size()).stream()
            .map(Updated::node)
            .toList();
    List<Duration> samples = latest.stream().flatMap(node -> last(node).stream()).sorted().toList();
    return new NodeDurations(
        samples, perMille(latest, remaining(situation)), turnover(situation, done));
  }

  /** What nine of ten nodes need at most, by the last time of each; empty where few are known. */
  static Optional<Duration> usual(List<NodeView> nodes) {
    List<Duration> known = nodes.stream().flatMap(node -> last(node).stream()).sorted().toList();
    return known.size() < FEW
        ? Optional.empty()
        : Optional.of(known.get((known.size() * 9 - 1) / 10))
            .map(longest -> longest.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
  }

  /** When the update to the target ended well that this node had. */
  static Optional<Instant> updatedAt(Situation situation, NodeView node) {
    return Optional.ofNullable(node.verdict())
        .filter(verdict -> !verdict.isFailure() && verdict.tookMillis() != null)
        .filter(verdict -> verdict.digest().equals(situation.digest().text()))
        .flatMap(Verdict::time);
  }

  /** Whether enough is known to say something. */
  boolean areKnown() {
    return samples.size() >= FEW;
  }

  /** What passes between the end of one node and the start of the next in its slot. */
  Duration turnover() {
    return turnover;
  }

  /** How long a node will hold its slot. */
  Duration of(NodeView node) {
    return own(node).orElseGet(() -> samples.get((int) ((long) ++asked * STRIDE % samples.size())));
  }

  /** How much longer a node will hold its slot that has held it for so long. */
  Duration leftOf(NodeView node, Duration held) {
    List<Duration> longer = samples.stream().filter(sample -> sample.compareTo(held) > 0).toList();
    Optional<Duration> expected =
        own(node)
            .filter(duration -> duration.compareTo(held) > 0)
            .or(() -> longer.isEmpty() ? Optional.empty() : Optional.of(mean(longer)));
    return expected
        .map(duration -> duration.minus(held))
        .orElseGet(() -> mean(samples).dividedBy(OVERDUE_PART));
  }

  private Optional<Duration> own(NodeView node) {
    return perMille.flatMap(
        ratio -> last(node).map(duration -> duration.multipliedBy(ratio).dividedBy(1_000)));
  }

  private static Optional<Duration> last(NodeView node) {
    return Optional.ofNullable(node.times().lastUpdate());
  }

  /**
   * The middle one: what holds up one node says nothing of the others. Empty where all are alike
   * and the last time says less of a node than what the others take now.
   */
  private static Optional<Long> perMille(List<NodeView> done, List<Duration> remaining) {
    List<Verdict> known =
        done.stream()
            .flatMap(node -> Stream.ofNullable(node.verdict()))
            .filter(verdict -> ratio(verdict).isPresent())
            .toList();
    if (known.size() < FEW) {
      return Optional.empty();
    }
    long ratio = middle(known.stream().map(verdict -> ratio(verdict).orElseThrow()));
    long usual = middle(known.stream().map(NodeDurations::took));
    long missedByOwn =
        known.stream().mapToLong(one -> Math.abs(took(one) - before(one) * ratio / 1_000)).sum();
    long missedByUsual = known.stream().mapToLong(one -> Math.abs(took(one) - usual)).sum();
    return missedByOwn <= missedByUsual || includeAnotherKind(remaining, ratio, usual)
        ? Optional.of(ratio)
        : Optional.empty();
  }

  private static boolean includeAnotherKind(List<Duration> remaining, long ratio, long usual) {
    long differences =
        remaining.stream()
            .mapToLong(last -> Math.abs(last.toMillis() * ratio / 1_000 - usual))
            .sum();
    return differences * ANOTHER_KIND_PART > usual * remaining.size();
  }

  private static List<Duration> remaining(Situation situation) {
    return Stream.of(Standing.IN_FLIGHT, Standing.STAGED, Standing.PREPARING)
        .flatMap(standing -> situation.nodes(standing).stream())
        .flatMap(node -> last(node).stream())
        .toList();
  }

  private static long middle(Stream<Long> values) {
    List<Long> sorted = values.sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static long took(Verdict verdict) {
    return Objects.requireNonNullElse(verdict.tookMillis(), 0L);
  }

  private static long before(Verdict verdict) {
    return Objects.requireNonNullElse(verdict.tookBeforeMillis(), 0L);
  }

  private static Optional<Long> ratio(Verdict verdict) {
    return took(verdict) <= 0 || before(verdict) <= 0
        ? Optional.empty()
        : Optional.of(Math.max(1, took(verdict) * 1_000 / before(verdict)));
  }

  /**
   * Slots that became free and were taken again, in the order of both: the middle one of what
   * passed between.
   */
  private static Duration turnover(Situation situation, List<Updated> done) {
    List<Instant> ends = new ArrayList<>();
    List<Instant> starts = new ArrayList<>();
    for (Updated updated : done) {
      ends.add(updated.at());
      starts.add(updated.at().minus(last(updated.node()).orElse(Duration.ZERO)));
    }
    situation.nodes(Standing.IN_FLIGHT).stream()
        .flatMap(node -> Stream.ofNullable(node.slot()))
        .flatMap(slot -> Stream.ofNullable(slot.since()))
        .forEach(starts::add);
    starts.sort(Comparator.naturalOrder());
    List<Duration> between = new ArrayList<>();
    for (int i = 0; i < ends.size() && i + situation.budget() < starts.size(); i++) {
      between.add(Duration.between(ends.get(i), starts.get(i + situation.budget())));
    }
    between.sort(Comparator.naturalOrder());
    Duration middle = between.isEmpty() ? Duration.ZERO : between.get(between.size() / 2);
    return middle.isNegative() ? Duration.ZERO : middle;
  }

  private static Duration mean(List<Duration> durations) {
    return durations.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(durations.size());
  }
}
