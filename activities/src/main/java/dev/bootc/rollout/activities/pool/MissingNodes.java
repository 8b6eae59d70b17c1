package dev.bootc.rollout.activities.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nodes that were started and show no slot, and since when, as far as this process has seen: one
 * that shows none for long may have been refused it, and nobody says so.
 */
final class MissingNodes {
  /** A started node takes its slot within this time. */
  private static final Duration SLOT_IS_TAKEN_WITHIN = Duration.ofSeconds(10);

  private final Map<String, Map<String, Instant>> sinceByPool = new HashMap<>();

  /**
   * Those that have been missing for long. Each is named once, and again after as long a time.
   *
   * @param missing all that are missing now
   */
  synchronized List<String> forLong(String pool, List<String> missing, Instant now) {
    if (missing.isEmpty()) {
      sinceByPool.remove(pool);
      return List.of();
    }
    Map<String, Instant> since = sinceByPool.computeIfAbsent(pool, first -> new HashMap<>());
    Set<String> still = new HashSet<>(missing);
    since.keySet().retainAll(still);
    List<String> named = new ArrayList<>();
    for (String node : missing) {
      Instant began = since.computeIfAbsent(node, first -> now);
      if (!now.isBefore(began.plus(SLOT_IS_TAKEN_WITHIN))) {
        named.add(node);
        since.put(node, now);
      }
    }
    return List.copyOf(named);
  }
}
