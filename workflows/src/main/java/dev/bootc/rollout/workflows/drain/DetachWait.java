package dev.bootc.rollout.workflows.drain;

import dev.bootc.rollout.workflows.text.HeldDrain;
import dev.bootc.rollout.workflows.text.Listed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a node from which all pods have left up until its volumes are detached, for as long as its
 * pool wants that at most: a volume of a node that goes down may be used nowhere else for minutes.
 * Counted by whoever drains, so whoever takes over counts anew. For one thread.
 */
public final class DetachWait {
  private static final int NAMED = 3;

  private @Nullable Duration emptySince;

  /** A pod is there (again). */
  public void podsAreLeft() {
    emptySince = null;
  }

  /**
   * What the node still waits for, in words; empty where it may go down.
   *
   * @param volumes those that are attached to it now; asked only where the pool wants to wait
   * @param now by a clock that is never set
   */
  public Optional<String> text(DrainPolicy policy, Supplier<List<String>> volumes, Duration now) {
    Duration longest = policy.volumesDetach();
    if (longest == null) {
      return Optional.empty();
    }
    Duration since = emptySince == null ? now : emptySince;
    emptySince = since;
    if (now.minus(since).compareTo(longest) >= 0) {
      return Optional.empty();
    }
    List<String> attached = volumes.get();
    return attached.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s; volumes are still attached, and are given %d s at most: %s"
                .formatted(
                    HeldDrain.NO_POD_IS_LEFT,
                    longest.toSeconds(),
                    Listed.first(NAMED, ", ", attached)));
  }
}
