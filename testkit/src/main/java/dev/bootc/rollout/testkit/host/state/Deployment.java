package dev.bootc.rollout.testkit.host.state;

import org.jspecify.annotations.Nullable;

/**
 * A bootable file system tree of the host.
 *
 * @param image the pull specification as it was given to bootc
 * @param imageDigest of the manifest of the host's own architecture
 * @param timestamp RFC 3339
 * @param serial tells deployments of the same image apart
 * @param verified the host insists that it and its updates are signed as its policy says
 */
public record Deployment(
    String image,
    String imageDigest,
    @Nullable String version,
    @Nullable String timestamp,
    String architecture,
    boolean softRebootCapable,
    boolean incompatible,
    long serial,
    boolean verified) {

  /** As a host is installed that insists on signed images. */
  public Deployment insistingOnSignatures() {
    return new Deployment(
        image,
        imageDigest,
        version,
        timestamp,
        architecture,
        softRebootCapable,
        incompatible,
        serial,
        true);
  }

  static Deployment of(JsonObject json) {
    return new Deployment(
        json.text("image"),
        json.text("imageDigest"),
        json.optionalText("version").orElse(null),
        json.optionalText("timestamp").orElse(null),
        json.text("architecture"),
        json.flag("softRebootCapable"),
        json.flag("incompatible"),
        json.number("serial"),
        json.flag("verified"));
  }

  JsonObject json() {
    return new JsonBuilder()
        .with("image", image)
        .with("imageDigest", imageDigest)
        .with("version", version)
        .with("timestamp", timestamp)
        .with("architecture", architecture)
        .with("softRebootCapable", softRebootCapable)
        .with("incompatible", incompatible)
        .with("serial", serial)
        .with("verified", verified)
        .build();
  }
}
