package dev.bootc.rollout.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double with each failure in a row, spread so that many agents do not move as one. */
record Backoff(Duration first, RandomGenerator random) {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /**
   * @param count failures in a row, from 1
   */
  Duration after(int count) {
    long doubled = first.toMillis() << Math.clamp(count - 1L, 0, 20);
    long capped = Math.min(doubled, LONGEST.toMillis());
    return Duration.ofMillis((long) (capped * random.nextDouble(0.8, 1.2)));
  }
}
