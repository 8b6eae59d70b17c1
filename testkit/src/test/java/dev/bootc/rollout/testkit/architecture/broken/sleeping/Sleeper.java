package dev.bootc.rollout.testkit.architecture.broken.sleeping;

import java.time.Duration;

/** Sleeps. */
public final class Sleeper {
  public void rest() throws InterruptedException {
    Thread.sleep(Duration.ZERO);
  }
}
