package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.Patches.Tested;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import java.time.Duration;

/**
 * Writes onto the BootcNode what a drain waits for, once it takes longer than pods usually need to
 * end. From there the pool's status takes it, and whoever looks at the BootcNode.
 */
final class DrainNote {
  private static final Duration USUAL = Duration.ofSeconds(5);
  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);

  private final NodeWrites writes;
  private Duration notBefore = USUAL;
  private String written = "";

  DrainNote(NodeWrites writes) {
    this.writes = writes;
  }

  /**
   * @param now since the drain began
   */
  void offer(BootcNode inSlot, String text, Duration now) {
    if (now.compareTo(notBefore) < 0 || text.equals(written)) {
      return;
    }
    notBefore = now.plus(AT_MOST_EVERY);
    if (writes.markInSlot(inSlot, BootcApi.WAITS_FOR, text) == Tested.DONE) {
      written = text;
    }
  }
}
