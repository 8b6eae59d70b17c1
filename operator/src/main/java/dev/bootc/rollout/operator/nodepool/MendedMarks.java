package dev.bootc.rollout.operator.nodepool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;

/** What was mended lately, kept as long as somebody may want to read it in the pool's status. */
final class MendedMarks {
  private static final Duration TOLD_FOR = Duration.ofMinutes(10);

  private final Map<String, SequencedMap<String, Instant>> byPool = new ConcurrentHashMap<>();
  private final Clock clock;

  MendedMarks(Clock clock) {
    this.clock = clock;
  }

  void say(String pool, String what) {
    SequencedMap<String, Instant> told = byPool.computeIfAbsent(pool, _ -> new LinkedHashMap<>());
    synchronized (told) {
      told.put(what, clock.instant());
    }
  }

  List<String> lately(String pool) {
    SequencedMap<String, Instant> told = byPool.get(pool);
    if (told == null) {
      return List.of();
    }
    synchronized (told) {
      Instant oldest = clock.instant().minus(TOLD_FOR);
      told.values().removeIf(oldest::isAfter);
      return List.copyOf(told.keySet());
    }
  }
}
