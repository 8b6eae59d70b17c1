package dev.bootc.rollout.activities.node;

import io.temporal.activity.Activity;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells Temporal, beside the activity that waits, that it is alive and what it waits for: a
 * heartbeat is a call, and whoever waits must not stand still for it. The first comes after a
 * second, since most waits of a fast cluster are over by then.
 */
public final class Heartbeat implements AutoCloseable {
  /** How often it is offered; the SDK sends fewer. */
  private static final Duration OFFERED_EVERY = Duration.ofSeconds(1);

  private final Consumer<String> temporal;
  private final Runnable wake;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile String details = "";
  private volatile @Nullable RuntimeException ended;

  private Heartbeat(Consumer<String> temporal, Runnable wake) {
    this.temporal = temporal;
    this.wake = wake;
  }

  /**
   * Begins for the activity that this thread carries out.
   *
   * @param wake called when the activity shall end, so that it looks
   */
  public static Heartbeat begin(Runnable wake) {
    return begin(Activity.getExecutionContext()::heartbeat, wake);
  }

  /**
   * As {@link #begin(Runnable)}.
   *
   * @param temporal is told; what it throws ends the activity
   */
  static Heartbeat begin(Consumer<String> temporal, Runnable wake) {
    Heartbeat heartbeat = new Heartbeat(temporal, wake);
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
        temporal.accept(details);
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
