package dev.bootc.rollout.operator.nodepool;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then after what no pool stands for, as long as this process leads. It looks into
 * the cache only; where nothing is marked, nobody is asked anything.
 */
final class LeaderRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderRounds.class);
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Runnable look;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("leader-rounds").factory());

  private LeaderRounds(Runnable look) {
    this.look = look;
  }

  /** Begins at once. */
  static LeaderRounds begin(Runnable look) {
    LeaderRounds rounds = new LeaderRounds(look);
    Future<?> _ =
        rounds.timer.scheduleWithFixedDelay(
            rounds::round, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return rounds;
  }

  private void round() {
    try {
      look.run();
    } catch (RuntimeException | Error failed) {
      // One that throws would be the last.
      LOG.atWarn().setCause(failed).log("what no pool stands for is looked after later");
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
