package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.GateFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.GateMark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes onto the BootcNode which gate keeps the node in its slot: at once where that is news, and
 * now and then where only the words are. From there its time is counted, and the pool's status
 * takes it.
 */
final class GateNote {
  private static final Duration WORDS_AT_MOST_EVERY = Duration.ofSeconds(10);

  private final NodeWrites writes;
  private Instant wordsNotBefore = Instant.EPOCH;

  GateNote(NodeWrites writes) {
    this.writes = writes;
  }

  /**
   * Writes it where it is due.
   *
   * @param wantedAgain whether somebody took a failure at a gate away: that is heard with the mark
   */
  void offer(BootcNode inSlot, GateMark mark, boolean wantedAgain, Instant now) {
    if (wantedAgain) {
      writes.markInSlot(inSlot, BootcApi.GATE, mark.text(), List.of(BootcApi.FAILED_IN_SLOT));
      return;
    }
    Optional<GateMark> seen = GateFacts.mark(inSlot);
    boolean saysTheSame = seen.filter(mark::isLike).isPresent();
    if (saysTheSame && (seen.filter(mark::equals).isPresent() || now.isBefore(wordsNotBefore))) {
      return;
    }
    wordsNotBefore = now.plus(WORDS_AT_MOST_EVERY);
    // Where it is refused somebody else has written meanwhile, and the next look sees that.
    writes.markInSlot(inSlot, BootcApi.GATE, mark.text());
  }
}
