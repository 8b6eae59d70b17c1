package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.OverallCap;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of another pool, of which so many hold slots, and what the operator lets be unavailable
 * of both pools together.
 */
final class OtherPool {
  static final List<String> NODES =
      IntStream.rangeClosed(1, 3).mapToObj(number -> "other-" + number).toList();

  private final @Nullable MaxUnavailable limit;
  private final Map<String, Instant> marked = new TreeMap<>();
  private final Map<String, Instant> counted = new TreeMap<>();

  /**
   * @param limit absent where nothing limits all pools together
   */
  OtherPool(@Nullable MaxUnavailable limit) {
    this.limit = limit;
  }

  /** As one sees it who has seen those marks. */
  @Nullable OverallCap cap(Collection<String> seen, int nodes) {
    return limit == null
        ? null
        : new OverallCap(
            limit,
            nodes + NODES.size(),
            seen.stream()
                .sorted()
                .map(name -> new OverallCap.Away(name, OverallCap.Why.UPDATED))
                .toList());
  }

  /** Slots of both pools. */
  int most() {
    return limit == null ? Integer.MAX_VALUE : limit.value();
  }

  void mark(String name, Instant now) {
    marked.put(name, now);
  }

  /** Whoever has marked it saw no objection. */
  void goesOn(String name, Instant now) {
    counted.put(name, now);
  }

  void free(String name) {
    marked.remove(name);
    counted.remove(name);
  }

  void freeAll() {
    marked.clear();
    counted.clear();
  }

  /** By name, with when that was. */
  Map<String, Instant> marked() {
    return marked;
  }

  /** Without those that may have to give the mark back. */
  List<String> holders() {
    return List.copyOf(counted.keySet());
  }

  /** Marks that are seen by whoever sees one of that time. */
  List<String> markedUpTo(Instant time) {
    return marked.entrySet().stream()
        .filter(mark -> !mark.getValue().isAfter(time))
        .map(Map.Entry::getKey)
        .toList();
  }
}
