package dev.bootc.rollout.plugin;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.cluster.Cluster;
import dev.bootc.rollout.plugin.cluster.PoolChanges;
import dev.bootc.rollout.plugin.cluster.PoolChanges.Seen;
import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at each state of a pool, until there is an answer or the time is over. */
final class Follower {
  /**
   * The library tries again for ever, also where the credentials have ended, a right was taken or
   * the definitions are gone; so after a while without a watch the API server is asked what is so.
   */
  private static final Duration UNHEARD = Duration.ofSeconds(5);

  private final Changes changes;
  private final Clock clock;
  private Instant asked;

  private Follower(Changes changes, Clock clock) {
    this.changes = changes;
    this.clock = clock;
    this.asked = clock.instant();
  }

  /** Asked at each change, and each second without one. */
  interface Look<T> {
    Optional<T> at(BootcNodePool pool);
  }

  /** Where changes are told. */
  interface Changes {
    /** The next one; empty where nothing has changed for so long. */
    Optional<Seen> next(Duration atMost) throws InterruptedException;

    /** Whether they are told at present. */
    boolean areHeard();

    /**
     * The pool as it is, asked for.
     *
     * @throws Problem where the API server refuses that
     */
    Optional<Seen> ask();
  }

  /** The first answer; empty where there was none in time. */
  static <T> Optional<T> follow(
      Cluster cluster, String pool, PoolChanges told, Clock clock, Deadline end, Look<T> look) {
    return new Follower(new Told(cluster, pool, told), clock).follow(end, look);
  }

  /** The same of any changes. */
  static <T> Optional<T> follow(Changes changes, Clock clock, Deadline end, Look<T> look) {
    return new Follower(changes, clock).follow(end, look);
  }

  private record Told(Cluster cluster, String pool, PoolChanges told) implements Changes {
    @Override
    public Optional<Seen> next(Duration atMost) throws InterruptedException {
      return told.next(atMost);
    }

    @Override
    public boolean areHeard() {
      return told.areHeard();
    }

    @Override
    public Optional<Seen> ask() {
      return cluster.look(pool);
    }
  }

  private <T> Optional<T> follow(Deadline deadline, Look<T> look) {
    @Nullable BootcNodePool latest = null;
    try {
      while (true) {
        Optional<Seen> seen = changes.next(deadline.next()).or(this::ask);
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

  private Optional<Seen> ask() {
    Instant now = clock.instant();
    if (changes.areHeard()) {
      asked = now;
      return Optional.empty();
    }
    if (now.isBefore(asked.plus(UNHEARD))) {
      return Optional.empty();
    }
    asked = now;
    return changes.ask();
  }

  private static BootcNodePool state(Seen seen) {
    return switch (seen) {
      case Seen.State state -> state.pool();
      case Seen.Gone _ -> throw new Problem(ExitCode.GONE, "the pool was deleted");
    };
  }
}
