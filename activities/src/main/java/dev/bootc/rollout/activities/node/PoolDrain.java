package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.DrainSpec;
import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.api.LabelMatch;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a pool wants its nodes drained, as its spec says it.
 *
 * @param selected pods that have to leave
 */
record PoolDrain(DrainPolicy policy, LabelMatch selected) {
  /** Of a pool that says nothing, or is not known. */
  static final PoolDrain UNSET = new PoolDrain(DrainPolicy.UNSET, LabelMatch.ALL);

  static PoolDrain of(RolloutSpec rollout) {
    DrainSpec drain = Objects.requireNonNullElse(rollout.drain(), DrainSpec.UNSET);
    return new PoolDrain(
        new DrainPolicy(
            seconds(rollout.drainTimeoutSeconds()),
            Objects.requireNonNullElse(drain.timeoutAction(), DrainTimeoutAction.SKIP),
            Objects.requireNonNullElse(drain.force(), true),
            Objects.requireNonNullElse(drain.deleteEmptyDirData(), true),
            seconds(drain.gracePeriodSeconds()),
            drain.order(),
            drain.onPreflight(),
            seconds(drain.volumesDetachSeconds())),
        // A malformed one is told by whoever checks the spec; nobody's pods go down because of it.
        Optional.ofNullable(drain.podSelector()).flatMap(LabelMatch::of).orElse(LabelMatch.ALL));
  }

  /** Zero seconds are no timeout, as in the Go project. */
  private static @Nullable Duration seconds(@Nullable Integer seconds) {
    return seconds != null && seconds > 0 ? Duration.ofSeconds(seconds) : null;
  }
}
