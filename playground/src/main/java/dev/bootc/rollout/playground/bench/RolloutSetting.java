package dev.bootc.rollout.playground.bench;

import java.time.Duration;

/**
 * What is rolled out.
 *
 * @param stage how long a host stages
 * @param reboot how long a host is away
 * @param bare no recorder, no controller manager, and fresh servers for each rollout
 */
record RolloutSetting(
    int nodes, int maxUnavailable, Duration stage, Duration reboot, boolean bare) {

  /** What the hosts alone need: staging once, then wave after wave of reboots. */
  Duration bound() {
    return stage.plus(reboot.multipliedBy(Math.ceilDiv(nodes, maxUnavailable)));
  }

  /** Slots that can be in use. */
  int budget() {
    return Math.min(nodes, maxUnavailable);
  }
}
