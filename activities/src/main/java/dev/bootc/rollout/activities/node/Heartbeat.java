package dev.bootc.rollout.activities.node;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells Temporal, beside the activity that waits, that it is alive and what it waits for: a
 * heartbeat is a call, and whoever waits must not stand still for it. The first comes after a
 * second, since most waits of a fast cluster are over by then.
 */
public final class Heartbeat implements AutoCloseable {
  /** How often it is offered; the SDK sends fewer. */
  private static final Duration OFFERED_EVERY = Duration.ofSeconds(1);

  private final ActivityExecutionContext activity;
  private final Runnable wake;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile String details = "";
  private volatile @Nullable RuntimeException ended;

  private Heartbeat(ActivityExecutionContext activity, Runnable wake) {
    this.activity = activity;
    this.wake = wake;
  }

  /**
   * Begins for the activity that this thread carries out.
   *
   * @param wake called when the activity shall end, so that it looks
   */
  public static Heartbeat begin(Runnable wake) {
    Heartbeat heartbeat = new Heartbeat(Activity.getExecutionContext(), wake);
    Thread.ofVirtual().name("heartbeat").start(heartbeat::beat);
    return heartbeat;
  }

  /**
   * Sets what is waited for.
   *
   * @throws RuntimeException once the activity was cancelled, is no longer wanted, or its worker
   *     stops
   */
  public void say(String what) {
    details = what;
    requireWanted();
  }

  /**
   * @throws RuntimeException once the activity was cancelled, is no longer wanted, or its worker
   *     stops
   */
  public void requireWanted() {
    RuntimeException reason = ended;
    if (reason != null) {
      throw reason;
    }
  }

  private void beat() {
    try {
      while (!over.await(OFFERED_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        activity.heartbeat(details);
      }
    } catch (RuntimeException reason) {
      // Cancelled, no longer known, or the worker stops: whoever waits must not go on alone.
      endWith(reason);
    } catch (Error unexpected) {
      endWith(new IllegalStateException("heartbeats ended", unexpected));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void endWith(RuntimeException reason) {
    ended = reason;
    wake.run();
  }

  @Override
  public void close() {
    over.countDown();
  }
}
