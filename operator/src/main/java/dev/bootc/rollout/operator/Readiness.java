package dev.bootc.rollout.operator;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Which parts of the process are ready, and why the others are not. */
final class Readiness {
  private final Map<String, Supplier<Optional<String>>> parts = new ConcurrentHashMap<>();

  /**
   * @param expected parts that are not ready before they were added
   */
  Readiness(String... expected) {
    for (String part : expected) {
      parts.put(part, () -> Optional.of("is being started"));
    }
  }

  /**
   * @param problem why the part is not ready; empty while it is
   */
  void add(String part, Supplier<Optional<String>> problem) {
    parts.put(part, problem);
  }

  /** Each part with its problem, by name. */
  SortedMap<String, Optional<String>> look() {
    SortedMap<String, Optional<String>> seen = new TreeMap<>();
    parts.forEach((part, problem) -> seen.put(part, problem.get()));
    return seen;
  }
}
