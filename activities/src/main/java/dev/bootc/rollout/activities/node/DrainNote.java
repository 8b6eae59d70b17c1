package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.BootcApi;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Writes onto the BootcNode what a drain waits for, once it takes longer than pods usually need to
 * end. From there the pool's status takes it, and whoever looks at the BootcNode.
 */
final class DrainNote {
  private static final Duration USUAL = Duration.ofSeconds(5);
  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);

  private final NodeWrites writes;
  private final String node;
  private final Clock clock;
  private Instant notBefore;
  private String written = "";

  /**
   * @param began when the drain was asked for
   */
  DrainNote(NodeWrites writes, String node, Instant began, Clock clock) {
    this.writes = writes;
    this.node = node;
    this.clock = clock;
    notBefore = began.plus(USUAL);
  }

  void offer(String text) {
    Instant now = Instant.now(clock);
    if (now.isBefore(notBefore) || text.equals(written)) {
      return;
    }
    writes.note(node, BootcApi.WAITS_FOR, text);
    written = text;
    notBefore = now.plus(AT_MOST_EVERY);
  }
}
