package dev.bootc.rollout.testkit.fleet;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which all nodes of a fleet live. */
final class FleetLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FleetLoop.class);

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("light-fleet").factory());

  void run(Runnable step) {
    after(Duration.ZERO, step);
  }

  /** Does nothing once the fleet is closed. */
  void after(Duration delay, Runnable step) {
    try {
      Future<?> _ =
          executor.schedule(() -> carryOut(step), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.atDebug().setCause(e).log("the fleet is closed");
    }
  }

  private static void carryOut(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a node of the fleet is broken");
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
