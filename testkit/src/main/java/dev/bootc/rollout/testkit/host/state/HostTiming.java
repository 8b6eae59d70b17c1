package dev.bootc.rollout.testkit.host.state;

import java.time.Duration;

/**
 * How long a host takes, beside the start-up of the fake commands.
 *
 * @param status for answering {@code bootc status}
 * @param manifest for fetching one
 * @param layer for each layer
 * @param deploy from the last layer to the staged deployment
 * @param shutdown from the reboot command until the host goes down
 * @param reboot from going down to being up again
 */
public record HostTiming(
    Duration status,
    Duration manifest,
    Duration layer,
    Duration deploy,
    Duration shutdown,
    Duration reboot) {

  /** For tests: about 0.3 s to stage an image of five layers, 0.4 s to reboot. */
  public static HostTiming fast() {
    return ofMillis(0, 50, 30, 100, 100, 300);
  }

  /** For people who watch: about 6 s to stage an image of five layers, 5 s to reboot. */
  public static HostTiming watchable() {
    return ofMillis(100, 500, 900, 1_000, 500, 4_500);
  }

  public static HostTiming ofMillis(
      long status, long manifest, long layer, long deploy, long shutdown, long reboot) {
    return new HostTiming(
        Duration.ofMillis(status),
        Duration.ofMillis(manifest),
        Duration.ofMillis(layer),
        Duration.ofMillis(deploy),
        Duration.ofMillis(shutdown),
        Duration.ofMillis(reboot));
  }

  public HostTiming withReboot(Duration time) {
    return new HostTiming(status, manifest, layer, deploy, shutdown, time);
  }

  static HostTiming of(JsonObject json) {
    return ofMillis(
        json.number("status"),
        json.number("manifest"),
        json.number("layer"),
        json.number("deploy"),
        json.number("shutdown"),
        json.number("reboot"));
  }

  JsonObject json() {
    return new JsonBuilder()
        .with("status", status.toMillis())
        .with("manifest", manifest.toMillis())
        .with("layer", layer.toMillis())
        .with("deploy", deploy.toMillis())
        .with("shutdown", shutdown.toMillis())
        .with("reboot", reboot.toMillis())
        .build();
  }
}
