package dev.bootc.rollout.operator.handback;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end of patience. */
record Deadline(long nanos) {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  boolean isAhead() {
    return System.nanoTime() - nanos < 0;
  }

  /** A moment, before one looks again. */
  void pause() throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
