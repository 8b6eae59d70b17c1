package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.host.HostUnreadable;
import dev.bootc.rollout.agent.node.ApiServerComplaint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Runs passes one after the other: when woken, and when the last pass asked to look again. Wakes
 * that come together lead to one pass. A pass that throws is tried again after a growing pause.
 */
final class AgentLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);

  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("agent").unstarted(task));
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Supplier<Instant> pass;
  private final Backoff backoff;
  private final Clock clock;
  private final Duration longestPause;
  private Future<?> next = CompletableFuture.completedFuture(null);
  private int failures;
  private volatile long lastPassNanos = System.nanoTime();

  /**
   * @param pass one pass; returns when to look again, by the clock
   * @param longestPause whatever was returned: the clock may have been set back since
   */
  AgentLoop(Supplier<Instant> pass, Backoff backoff, Clock clock, Duration longestPause) {
    this.pass = pass;
    this.backoff = backoff;
    this.clock = clock;
    this.longestPause = longestPause;
  }

  void wake() {
    if (!woken.getAndSet(true) && !worker.isShutdown()) {
      worker.execute(this::runPass);
    }
  }

  /** Does that now and then, between passes. */
  void every(Duration pause, Runnable look) {
    Future<?> _ =
        worker.schedule(() -> lookEvery(pause, look), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void lookEvery(Duration pause, Runnable look) {
    if (worker.isShutdown()) {
      return;
    }
    // First: one that throws, or that cannot be said, would be the last.
    every(pause, look);
    try {
      look.run();
    } catch (RuntimeException | Error failed) {
      say(failed, pause);
    }
  }

  /**
   * How long ago the last pass ended, well or not, wherever the clock was set meanwhile. One that
   * ended in an {@code Error} does not count: a class that could not be initialised stays so for as
   * long as the process lives, and only a new one mends that.
   */
  Duration sinceLastPass() {
    return Duration.ofNanos(System.nanoTime() - lastPassNanos);
  }

  /** The pass that runs is not waited for: it is as safe to break off as by a crash. */
  @Override
  public void close() {
    worker.shutdown();
  }

  private void runPass() {
    woken.set(false);
    next.cancel(false);
    try {
      Instant again = pass.get();
      failures = 0;
      lastPassNanos = System.nanoTime();
      passIn(bounded(Duration.between(clock.instant(), again)));
    } catch (RuntimeException failed) {
      lastPassNanos = System.nanoTime();
      tryAgain(failed);
    } catch (Error failed) {
      tryAgain(failed);
    }
  }

  private void tryAgain(Throwable failed) {
    if (worker.isShutdown()) {
      return;
    }
    failures++;
    Duration pause = bounded(backoff.after(failures));
    // First: what cannot be said must not be the last.
    passIn(pause);
    say(failed, pause);
  }

  private void passIn(Duration pause) {
    if (!worker.isShutdown()) {
      next = worker.schedule(this::wake, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private Duration bounded(Duration wanted) {
    return Duration.ofMillis(Math.clamp(wanted.toMillis(), 0, longestPause.toMillis()));
  }

  /** Where the API server is away, or the host shut, where that was thrown says nothing. */
  private static void say(Throwable failed, Duration pause) {
    LoggingEventBuilder line = LOG.atWarn().addKeyValue("retryInSeconds", pause.toSeconds());
    Optional<String> reason =
        failed instanceof HostUnreadable
            ? Optional.ofNullable(failed.getMessage())
            : ApiServerComplaint.of(failed).map(complaint -> "API server: " + complaint);
    reason.ifPresentOrElse(
        known -> line.addKeyValue("reason", known).log("a pass failed"),
        () -> line.setCause(failed).log("a pass failed"));
  }
}
