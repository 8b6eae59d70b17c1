package dev.bootc.rollout.testkit.fleet;

import java.time.Duration;

/** How long each node takes to stage an image, and from going down to being Ready again. */
public record FleetTiming(Duration stage, Duration reboot) {
  public static FleetTiming ofMillis(long stage, long reboot) {
    return new FleetTiming(Duration.ofMillis(stage), Duration.ofMillis(reboot));
  }
}
