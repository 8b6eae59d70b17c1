package dev.bootc.rollout.operator.rollout;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Runs that were told to end lately: each is looked at until it has, and told once. */
final class AskedToEnd {
  /** Longer than a run takes to restore its nodes; one that has not ended by then is told again. */
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final Clock clock;
  private final Map<String, Instant> told = new ConcurrentHashMap<>();

  AskedToEnd(Clock clock) {
    this.clock = clock;
  }

  /** Whether it was told; what was told long ago is forgotten, as nobody may ask about it again. */
  boolean contains(String runId) {
    Instant old = clock.instant().minus(REMEMBERED);
    told.values().removeIf(old::isAfter);
    return told.containsKey(runId);
  }

  void add(String runId) {
    told.put(runId, clock.instant());
  }

  void remove(String runId) {
    told.remove(runId);
  }

  int size() {
    return told.size();
  }
}
