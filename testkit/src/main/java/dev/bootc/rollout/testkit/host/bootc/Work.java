package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time pass as real work would. */
final class Work {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private Work() {}

  static void takes(Duration time) {
    if (time.isPositive()) {
      pass(time);
    }
  }

  /** Never returns; the process is expected to be killed. */
  static void untilKilled() {
    while (true) {
      pass(Duration.ofDays(1));
    }
  }

  /**
   * Stops here as long as {@link Fault#HOLD_AT} names this step, and says so in the host's folder.
   */
  static void passes(SwitchStep step, HostFolder folder) {
    while (HostSettings.read(folder).fault(Fault.HOLD_AT).filter(step.name()::equals).isPresent()) {
      HostFolder.write(folder.held(), step.name());
      pass(LOOK_AGAIN);
    }
    HostFolder.delete(folder.held());
  }

  private static void pass(Duration time) {
    try {
      new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("a fake command is killed, never interrupted", e);
    }
  }
}
