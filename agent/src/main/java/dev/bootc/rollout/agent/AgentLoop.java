package dev.bootc.rollout.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs passes one after the other: when woken, and when the last pass asked to look again. Wakes
 * that come together lead to one pass. A pass that throws is tried again after a growing pause.
 */
final class AgentLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AgentLoop.class);

  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("agent").unstarted(task));
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Supplier<Instant> pass;
  private final Backoff backoff;
  private Future<?> next = CompletableFuture.completedFuture(null);
  private int failures;
  private volatile Instant lastPass = Instant.now();

  /**
   * @param pass one pass; returns when to look again
   */
  AgentLoop(Supplier<Instant> pass, Backoff backoff) {
    this.pass = pass;
    this.backoff = backoff;
  }

  void wake() {
    if (!woken.getAndSet(true) && !worker.isShutdown()) {
      worker.execute(this::runPass);
    }
  }

  /** When the last pass ended, well or not. */
  Instant lastPass() {
    return lastPass;
  }

  /** The pass that runs is not waited for: it is as safe to break off as by a crash. */
  @Override
  public void close() {
    worker.shutdown();
  }

  private void runPass() {
    woken.set(false);
    next.cancel(false);
    Duration pause = pause();
    lastPass = Instant.now();
    if (worker.isShutdown()) {
      return;
    }
    next = worker.schedule(this::wake, Math.max(0, pause.toMillis()), TimeUnit.MILLISECONDS);
  }

  private Duration pause() {
    try {
      Instant again = pass.get();
      failures = 0;
      return Duration.between(Instant.now(), again);
    } catch (RuntimeException failed) {
      failures++;
      Duration pause = backoff.after(failures);
      if (!worker.isShutdown()) {
        log.atWarn()
            .addKeyValue("retryInSeconds", pause.toSeconds())
            .setCause(failed)
            .log("a pass failed");
      }
      return pause;
    }
  }
}
