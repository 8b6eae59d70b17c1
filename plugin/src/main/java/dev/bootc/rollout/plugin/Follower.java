package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.cluster.PoolChanges;
import dev.bootc.rollout.plugin.cluster.PoolChanges.Seen;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at each state of a pool, until there is an answer or the time is over. */
final class Follower {
  private Follower() {}

  /** Asked at each change, and each second without one. */
  interface Look<T> {
    Optional<T> at(BootcNodePool pool);
  }

  /** The first answer; empty where there was none in time. */
  static <T> Optional<T> follow(PoolChanges changes, Deadline deadline, Look<T> look) {
    @Nullable BootcNodePool latest = null;
    try {
      while (true) {
        Optional<Seen> seen = changes.next(deadline.next());
        if (seen.isPresent()) {
          latest = state(seen.get());
        }
        Optional<T> answer = latest == null ? Optional.empty() : look.at(latest);
        if (answer.isPresent() || deadline.isOver()) {
          return answer;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static BootcNodePool state(Seen seen) {
    return switch (seen) {
      case Seen.State state -> state.pool();
      case Seen.Gone _ -> throw new Problem(ExitCode.GONE, "the pool was deleted");
    };
  }
}
