package dev.bootc.rollout.playground.bench;

import java.time.Duration;

/**
 * What is rolled out.
 *
 * @param stage how long a host stages
 * @param reboot how long a host is away
 */
record RolloutSetting(int nodes, int maxUnavailable, Duration stage, Duration reboot) {

  /** What the hosts alone need: staging once, then wave after wave of reboots. */
  Duration bound() {
    return stage.plus(reboot.multipliedBy(Math.ceilDiv(nodes, maxUnavailable)));
  }
}
