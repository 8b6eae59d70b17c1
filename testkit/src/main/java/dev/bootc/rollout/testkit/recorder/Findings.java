package dev.bootc.rollout.testkit.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a recorder found.
 *
 * @param violations broken promises, in the order in which they were broken
 * @param gaps moments at which the recorder may have missed something, each as a sentence; it
 *     vouches for nothing there
 * @param boots how often each node booted while it was watched
 * @param timelines what happened to each node
 * @param turnarounds how long freed slots stood idle
 */
public record Findings(
    List<Violation> violations,
    List<Violation> gaps,
    SortedMap<String, Integer> boots,
    SortedMap<String, List<Moment>> timelines,
    List<Duration> turnarounds) {

  public Findings {
    violations = violations.stream().sorted(Comparator.comparing(Violation::at)).toList();
    gaps = List.copyOf(gaps);
    boots = new TreeMap<>(boots);
    timelines = new TreeMap<>(timelines);
    timelines.replaceAll((_, moments) -> List.copyOf(moments));
    turnarounds = turnarounds.stream().sorted().toList();
  }

  /** Something that happened to a node. */
  public record Moment(Instant at, String what) {}

  /** Whether no promise was broken. */
  public boolean isClean() {
    return violations.isEmpty();
  }

  /**
   * The duration that this share of the turnarounds does not exceed; absent where no slot was used
   * twice.
   *
   * @param percent from 1 to 100
   */
  public Optional<Duration> turnaround(int percent) {
    if (turnarounds.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(turnarounds.get(Math.ceilDiv(percent * turnarounds.size(), 100) - 1));
  }

  /** A verdict of one line, then a line for each violation and gap. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        isClean()
            ? "no promise was broken"
            : violations.size() + (violations.size() == 1 ? " violation" : " violations"));
    text.append("; boots: ").append(total(boots)).append(" of ").append(boots.size());
    text.append(boots.size() == 1 ? " node" : " nodes");
    violations.forEach(violation -> text.append("\n  ").append(violation));
    gaps.forEach(gap -> text.append("\n  not seen: ").append(gap));
    return text.toString();
  }

  private static int total(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
