package dev.bootc.rollout.activities.node;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * The attempt at a step that this thread makes. Once its time is over Temporal has given the step
 * to another: what this one still wrote, after a pause of its process perhaps, would come after
 * what that one did, and not every write has a precondition that tells.
 */
final class Attempt {
  private static final ScopedValue<Long> ENDS_AT = ScopedValue.newInstance();

  private Attempt() {}

  /** Does it, in that time from now. */
  static <T> T within(Duration time, Supplier<T> step) {
    return ScopedValue.where(ENDS_AT, System.nanoTime() + time.toNanos()).call(step::get);
  }

  /**
   * To be called before each write; lets pass what is no such attempt.
   *
   * @throws IllegalStateException once its time is over
   */
  static void requireTime() {
    if (ENDS_AT.isBound() && System.nanoTime() - ENDS_AT.get() >= 0) {
      throw new IllegalStateException("this attempt took too long: another may be under way");
    }
  }
}
