package dev.bootc.rollout.testkit.junit;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;

/**
 * Times that the product promises where the machine keeps up. Beside a dozen other servers a test
 * gets a part of a processor only, and the same work takes as many times longer.
 */
public final class Promised {
  private static final double AT_MOST_TIMES = 5;

  private Promised() {}

  /**
   * That time, and as many times longer as more wanted to run in the last minute than there are
   * processors, but never more than five times.
   */
  public static Duration within(Duration promise) {
    OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
    return within(promise, machine.getSystemLoadAverage(), machine.getAvailableProcessors());
  }

  /**
   * As {@link #within(Duration)}, and always before that: when the product would have done it also
   * without what is tested.
   */
  public static Duration within(Duration promise, Duration anyhow) {
    Duration scaled = within(promise);
    return scaled.compareTo(anyhow) < 0 ? scaled : anyhow.minusMillis(1);
  }

  /** Load is negative where the machine does not tell. */
  static Duration within(Duration promise, double load, int processors) {
    double times = Math.clamp(load / processors, 1, AT_MOST_TIMES);
    return Duration.ofMillis(Math.round(promise.toMillis() * times));
  }
}
