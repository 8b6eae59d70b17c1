package dev.bootc.rollout.playground.launch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for what cannot be watched. */
public final class Waiting {

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private Waiting() {}

  /** Looks until {@code condition} holds or the time is over, and says whether it holds. */
  public static boolean until(Duration limit, BooleanSupplier condition) {
    return until(limit, LOOK_EVERY, condition);
  }

  /** As {@link #until(Duration, BooleanSupplier)}, looking again after each {@code pause}. */
  public static boolean until(Duration limit, Duration pause, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      pause(pause);
    }
    return true;
  }

  /** Until this thread is interrupted. */
  public static void forEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For something that has to be watched over a time. */
  public static void pause(Duration time) {
    try {
      boolean _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
