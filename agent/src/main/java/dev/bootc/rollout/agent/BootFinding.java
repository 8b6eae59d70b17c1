package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.host.HostPower;
import dev.bootc.rollout.agent.plan.HostReading;
import dev.bootc.rollout.agent.plan.Memory;
import dev.bootc.rollout.api.ImageInfo;
import org.jspecify.annotations.Nullable;

/** Says what a reboot led to, where it did not lead into the image that was staged. */
final class BootFinding {
  private BootFinding() {}

  static String describe(Memory.Reboot attempt, HostReading reading, HostPower power) {
    if (!(reading instanceof HostReading.Usable(HostImages images))) {
      return "rebooted for %s, and bootc does not say into what".formatted(attempt.image());
    }
    String cause =
        power
            .finalizeFailure()
            .map(line -> "the staged image could not be installed at shutdown: " + line)
            .orElseGet(() -> causeSeenIn(images, attempt.image()));
    return "rebooted for %s and came up with %s: %s"
        .formatted(attempt.image(), name(images.booted()), cause);
  }

  private static String causeSeenIn(HostImages images, String image) {
    return images.rollback() != null && images.rollback().is(image)
        ? "the host booted the new image and rolled back by itself; look at its boot (journalctl -b -1, greenboot)"
        : "the staged image is gone; it was locked, discarded or the host went down hard";
  }

  private static String name(@Nullable ImageInfo image) {
    return image == null ? "no bootc image" : image.image();
  }
}
