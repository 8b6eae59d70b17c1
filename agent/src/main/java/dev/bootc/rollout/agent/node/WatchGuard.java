package dev.bootc.rollout.agent.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a watch that hangs from an API server that is away: the former does not come back although
 * the server answers, or is open and does not tell of what the server has. Only the former is
 * mended by a new process.
 */
final class WatchGuard {
  /** The library has tried again many times by then. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * An API server tells once a minute how far it is, also where nothing changed. A line that is
   * open and dead, as behind a load balancer that has forgotten it, tells nothing.
   */
  static final Duration QUIET = Duration.ofSeconds(150);

  private static final Duration ON_ITS_WAY = Duration.ofSeconds(30);
  private static final int ENOUGH_ANSWERS = 2;

  private Instant lastOpen;
  private Instant nextCompare;
  private Instant lastHeard;
  private String heard = "";
  private int answers;
  private int misses;
  private @Nullable Instant stuckSince;

  WatchGuard(Instant start) {
    this.lastOpen = start;
    this.nextCompare = start.plus(PATIENCE);
    this.lastHeard = start;
  }

  /**
   * To be called before each look: a watch that has not been heard of for long is compared at once.
   *
   * @param version how far the watch has come
   */
  synchronized void hears(String version, Instant now) {
    if (!version.equals(heard)) {
      heard = version;
      lastHeard = now;
    } else if (now.isAfter(lastHeard.plus(QUIET))) {
      lastHeard = now;
      nextCompare = now.isBefore(nextCompare) ? now : nextCompare;
    }
  }

  /**
   * To be called now and then.
   *
   * @param serverAnswers asked only when the watch has been gone for long
   * @param missedSomething whether the server has something of which an open watch did not tell;
   *     asked now and then
   */
  synchronized void look(
      boolean open, BooleanSupplier serverAnswers, BooleanSupplier missedSomething, Instant now) {
    if (open) {
      lastOpen = now;
      stuckSince = answers > 0 ? null : stuckSince;
      answers = 0;
      compare(missedSomething, now);
    } else if (now.isAfter(lastOpen.plus(PATIENCE))) {
      answers = serverAnswers.getAsBoolean() ? answers + 1 : 0;
      // Twice, because the first answer may come just before the library's next attempt.
      stuckSince = answers >= ENOUGH_ANSWERS ? lastOpen : null;
    }
  }

  private void compare(BooleanSupplier missedSomething, Instant now) {
    if (now.isBefore(nextCompare)) {
      return;
    }
    // Twice, because what is new may be on its way.
    misses = missedSomething.getAsBoolean() ? misses + 1 : 0;
    stuckSince = misses >= ENOUGH_ANSWERS ? now : null;
    nextCompare = now.plus(misses == 0 ? PATIENCE : ON_ITS_WAY);
  }

  /** Since when the watch is gone, where it hangs. */
  synchronized Optional<Instant> stuckSince() {
    return Optional.ofNullable(stuckSince);
  }
}
