package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.agent.bootc.HostImages;
import java.time.Duration;

/** What came of asking the host for its status. */
public sealed interface HostReading {

  /** The host booted a bootc image. */
  record Usable(HostImages images) implements HostReading {}

  /**
   * No answer in time. Somebody holds the lock of the host's storage: a pull, rpm-ostree, an admin.
   * Not a failure.
   *
   * @param waited for this answer
   * @param since for how long there has been none
   */
  record Busy(Duration waited, Duration since) implements HostReading {
    public Busy(Duration waited) {
      this(waited, Duration.ZERO);
    }
  }

  /**
   * No answer that anything can be built on.
   *
   * @param message why, with the mend
   */
  record Unusable(String message) implements HostReading {}
}
