package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.AskedImage;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Undone;
import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.workflows.window.MinimumAge;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads how long a pool's image has been its target, and how long it has to have been that. */
public final class TargetAges {
  private TargetAges() {}

  /** Absent where it does not matter: to go back to what every node ran before takes no time. */
  public static @Nullable MinimumAge of(BootcNodePool pool) {
    return Undone.insteadIn(pool).isPresent()
        ? null
        : MinimumAge.of(pool.getSpec().image().minimumAgeSeconds(), since(pool));
  }

  /** What the status says of another digest proves nothing. */
  private static @Nullable Instant since(BootcNodePool pool) {
    BootcNodePoolStatus status = pool.getStatus();
    return status == null || status.targetSince() == null
        ? null
        : AskedImage.ifReadable(pool)
            .filter(image -> image.digest().text().equals(status.targetDigest()))
            .flatMap(_ -> WrittenTime.read(status.targetSince()))
            .orElse(null);
  }
}
