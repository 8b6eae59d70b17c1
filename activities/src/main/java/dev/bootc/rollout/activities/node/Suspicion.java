package dev.bootc.rollout.activities.node;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** That a node runs the wrong image: counts once it has lasted. For one thread. */
final class Suspicion {
  /** An agent that has just come up still shows its report from before the reboot. */
  private static final Duration REPORT_IS_OLD = Duration.ofSeconds(30);

  private @Nullable Instant since;

  boolean lasts(Instant now) {
    if (since == null) {
      since = now;
    }
    return now.isAfter(since.plus(REPORT_IS_OLD));
  }

  void clear() {
    since = null;
  }
}
