package dev.bootc.rollout.plugin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Until when somebody waits. */
final class Deadline {
  /** Where nothing happens, times on the screen go on all the same. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Clock clock;
  private final @Nullable Instant end;

  /**
   * @param atMost absent for ever
   */
  Deadline(Clock clock, @Nullable Duration atMost) {
    this.clock = clock;
    this.end = atMost == null ? null : clock.instant().plus(atMost);
  }

  boolean isOver() {
    return end != null && !clock.instant().isBefore(end);
  }

  /** What may be waited for in one piece. */
  Duration next() {
    if (end == null) {
      return TICK;
    }
    Duration left = Duration.between(clock.instant(), end);
    return left.compareTo(TICK) < 0 ? left : TICK;
  }
}
