package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.host.HostPower;
import dev.bootc.rollout.agent.plan.HostReading;
import dev.bootc.rollout.agent.plan.Memory;
import dev.bootc.rollout.api.ImageInfo;
import org.jspecify.annotations.Nullable;

/**
 * Says what a reboot led to, where it did not lead into the image that was staged. The cause comes
 * first and the names of images last, which are long: lines about many nodes are cut.
 */
final class BootFinding {
  private static final String NOT_INSTALLED =
      "the staged image could not be installed at shutdown: ";

  /** Says no more than that; what went wrong is behind it. */
  private static final String OSTREES_WORDS =
      "^error: (ostree-finalize-staged\\.service failed on previous boot: )?";

  private BootFinding() {}

  static String describe(Memory.Reboot attempt, HostReading reading, HostPower power) {
    if (!(reading instanceof HostReading.Usable(HostImages images))) {
      return "bootc does not say what the host booted (rebooted for %s)".formatted(attempt.image());
    }
    String cause =
        power
            .finalizeFailure()
            .map(line -> NOT_INSTALLED + line.replaceFirst(OSTREES_WORDS, ""))
            .orElseGet(() -> causeSeenIn(images, attempt.image()));
    return "%s (rebooted for %s, came up with %s)"
        .formatted(cause, attempt.image(), name(images.booted()));
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
