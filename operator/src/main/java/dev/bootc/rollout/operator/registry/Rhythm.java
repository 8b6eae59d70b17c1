package dev.bootc.rollout.operator.registry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before a registry is asked again. Pure.
 *
 * @param period longest time between two questions about a tag that is known
 * @param chance from 0 to 1: spreads what would otherwise be asked all at once
 */
record Rhythm(Duration period, double chance) {
  /** A registry that is away is back within moments, or it takes long. */
  static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

  /** What a registry that asks to be left alone may ask for. */
  static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

  /** How much of a pause is left to chance. */
  static final double JITTER = 0.1;

  private static final int MOST_DOUBLINGS = 16;

  /** Never longer than the period, so that a moved tag is seen within it. */
  Duration afterAnAnswer() {
    return shortened(period);
  }

  /**
   * @param failures in a row, at least one
   * @param retryAfter what the registry asks for; it is not asked earlier
   */
  Duration afterAFailure(int failures, @Nullable Duration retryAfter) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    Duration own = shortened(least(doubled, period));
    if (retryAfter == null) {
      return own;
    }
    Duration asked = least(retryAfter, LONGEST_RETRY_AFTER);
    // Later by chance, for the same reason, and never earlier.
    Duration spread = asked.plusMillis((long) (asked.toMillis() * JITTER * chance));
    return spread.compareTo(own) < 0 ? own : spread;
  }

  private Duration shortened(Duration pause) {
    return pause.minusMillis((long) (pause.toMillis() * JITTER * chance));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
