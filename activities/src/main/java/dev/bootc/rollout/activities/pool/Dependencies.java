package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.PoolConditions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Pools that others depend on. */
final class Dependencies {
  /** A pool with one of these has no rollout that goes on, and is told of late, if at all. */
  private static final Set<Kind> ENDED =
      EnumSet.of(Kind.INVALID_SPEC, Kind.CANCELLED, Kind.ROLLED_BACK);

  private final Function<String, Optional<BootcNodePool>> pools;

  /**
   * @param pools by name
   */
  Dependencies(Function<String, Optional<BootcNodePool>> pools) {
    this.pools = pools;
  }

  /**
   * Pools that are not up to date, each with why.
   *
   * @param inVain those that do not come up to date by themselves, and of which no one else tells
   */
  record Awaited(List<String> inVain, List<String> others) {
    List<String> all() {
      return Stream.concat(inVain.stream(), others.stream()).toList();
    }
  }

  Awaited awaitedBy(String pool) {
    List<String> inVain = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String name : of(pool)) {
      Optional<String> never = whyNever(pool, name);
      never.ifPresent(inVain::add);
      if (never.isEmpty() && pools.apply(name).filter(Dependencies::isUpToDate).isEmpty()) {
        others.add("pool " + name + ", which is not up to date");
      }
    }
    return new Awaited(inVain, others);
  }

  private Optional<String> whyNever(String pool, String name) {
    SequencedSet<String> way = new LinkedHashSet<>(List.of(pool));
    if (leadsTo(pool, name, way)) {
      return Optional.of(
          String.join(" -> ", way)
              + " -> "
              + pool
              + ", which is a circle: take one of them out of a dependsOn");
    }
    Optional<BootcNodePool> other = pools.apply(name);
    if (other.isEmpty()) {
      return Optional.of("pool " + name + ", which does not exist");
    }
    return other
        .filter(present -> !isUpToDate(present))
        .flatMap(present -> ended(present).or(() -> nothingLeft(present)))
        .map(why -> "pool " + name + ", which is not up to date: " + why);
  }

  private static Optional<String> ended(BootcNodePool pool) {
    return Optional.ofNullable(pool.getStatus()).stream()
        .flatMap(status -> status.blockedBy().stream())
        .flatMap(entry -> entry.knownKind().stream())
        .filter(ENDED::contains)
        .map(Kind::text)
        .findFirst();
  }

  private static Optional<String> nothingLeft(BootcNodePool pool) {
    return PoolConditions.isNothingLeft(pool)
        ? Optional.of(PoolConditions.NOTHING_LEFT)
        : Optional.empty();
  }

  /** Whether somebody on the way from there depends on the pool; the way is kept where it does. */
  private boolean leadsTo(String pool, String from, SequencedSet<String> way) {
    if (from.equals(pool)) {
      return true;
    }
    if (!way.add(from)) {
      return false;
    }
    for (String next : of(from)) {
      if (leadsTo(pool, next, way)) {
        return true;
      }
    }
    way.remove(from);
    return false;
  }

  private List<String> of(String pool) {
    return pools
        .apply(pool)
        .map(known -> known.getSpec().rollout())
        .map(limits -> Objects.requireNonNullElse(limits.dependsOn(), List.<String>of()))
        .orElse(List.of());
  }

  /** What an operator says of a spec of before proves nothing. */
  static boolean isUpToDate(BootcNodePool pool) {
    BootcNodePoolStatus status = pool.getStatus();
    return status != null
        && Objects.equals(status.observedGeneration(), pool.getMetadata().getGeneration())
        && PoolConditions.upToDate(pool).filter(Condition::isTrue).isPresent();
  }
}
