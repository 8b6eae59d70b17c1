package dev.bootc.rollout.playground.demo;

import dev.bootc.rollout.playground.operator.OperatorProgram;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Starts the operator again when it ends, as its Deployment does in a cluster. */
final class Supervisor implements AutoCloseable {

  private static final Duration RESTARTS_AFTER = Duration.ofSeconds(3);

  private final OperatorProgram operator;
  private final Screen screen;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("supervisor").factory());
  private boolean closed;

  Supervisor(OperatorProgram operator, Screen screen) {
    this.operator = operator;
    this.screen = screen;
  }

  Supervisor start() {
    operator.onEnd(this::ended);
    return this;
  }

  private synchronized void ended(long exitCode) {
    if (closed) {
      return;
    }
    screen.say(
        "the operator (process %d) ended with %d; it is started again in %d s, as its Deployment would"
            .formatted(operator.pid(), exitCode, RESTARTS_AFTER.toSeconds()));
    Future<?> _ =
        timer.schedule(this::startAgain, RESTARTS_AFTER.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void startAgain() {
    if (closed) {
      return;
    }
    operator.startAgain();
    operator.onEnd(this::ended);
    screen.say("the operator is process " + operator.pid() + " now");
  }

  @Override
  public synchronized void close() {
    closed = true;
    timer.shutdownNow();
    operator.close();
  }
}
