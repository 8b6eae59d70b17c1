package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.cluster.Patches.Tested;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import dev.bootc.rollout.workflows.node.DrainDeadline;
import dev.bootc.rollout.workflows.node.DrainSince;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The time of one drain, from the mark on the BootcNode; another image than it speaks of has its
 * own time.
 */
final class DrainTime {
  private final NodeWrites writes;
  private final Clock clock;
  private @Nullable DrainSince since;

  DrainTime(NodeWrites writes, Clock clock) {
    this.writes = writes;
    this.clock = clock;
  }

  /** What the time means that the drain for that digest has taken. */
  DrainDeadline deadline(BootcNode holder, String digest, DrainPolicy policy) {
    return DrainDeadline.of(since(holder, digest), policy, Instant.now(clock));
  }

  private DrainSince since(BootcNode holder, String digest) {
    DrainSince before = since;
    if (before != null && before.digest().equals(digest)) {
      return before;
    }
    Optional<DrainSince> mark = NodeFacts.drainSince(holder).flatMap(DrainSince::parse);
    DrainSince counting =
        DrainSince.counting(
            mark.orElse(null),
            NodeFacts.slotSince(holder).orElse(null),
            digest,
            Instant.now(clock));
    // Where somebody else has marked it meanwhile, that counts as soon as it is seen.
    if (mark.filter(counting::equals).isPresent()
        || writes.markInSlot(holder, BootcApi.DRAIN_SINCE, counting.text()) == Tested.DONE) {
      since = counting;
    }
    return counting;
  }
}
