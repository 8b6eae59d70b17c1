package dev.bootc.rollout.operator.nodepool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then after what no change tells of, as long as this process leads. It looks into
 * the cache only; where nothing is to be done, nobody is asked anything.
 */
final class LeaderRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderRounds.class);
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final List<Runnable> looks;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("leader-rounds").factory());

  private LeaderRounds(List<Runnable> looks) {
    this.looks = looks;
  }

  /** Begins at once. */
  static LeaderRounds begin(List<Runnable> looks) {
    LeaderRounds rounds = new LeaderRounds(looks);
    Future<?> _ =
        rounds.timer.scheduleWithFixedDelay(
            rounds::round, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return rounds;
  }

  private void round() {
    looks.forEach(LeaderRounds::attempt);
  }

  private static void attempt(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException | Error failed) {
      // One that throws would be the last.
      LOG.atWarn().setCause(failed).log("a look of the leader is repeated later");
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
