package dev.bootc.rollout.agent.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a watch that hangs from an API server that is away: the former does not come back although
 * the server answers. Only the former is mended by a new process.
 */
final class WatchGuard {
  /** The library has tried again many times by then. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int ENOUGH_ANSWERS = 2;

  private Instant lastOpen;
  private int answers;
  private @Nullable Instant stuckSince;

  WatchGuard(Instant start) {
    this.lastOpen = start;
  }

  /**
   * To be called now and then.
   *
   * @param serverAnswers asked only when the watch has been gone for long
   */
  synchronized void look(boolean open, BooleanSupplier serverAnswers, Instant now) {
    if (open) {
      lastOpen = now;
      answers = 0;
      stuckSince = null;
    } else if (now.isAfter(lastOpen.plus(PATIENCE))) {
      answers = serverAnswers.getAsBoolean() ? answers + 1 : 0;
      // Twice, because the first answer may come just before the library's next attempt.
      stuckSince = answers >= ENOUGH_ANSWERS ? lastOpen : null;
    }
  }

  /** Since when the watch is gone, where it hangs. */
  synchronized Optional<Instant> stuckSince() {
    return Optional.ofNullable(stuckSince);
  }
}
