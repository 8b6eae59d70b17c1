package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.PoolConditions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;

/** Pools that others depend on. */
final class Dependencies {
  private final ClusterCache cluster;

  Dependencies(ClusterCache cluster) {
    this.cluster = cluster;
  }

  /** Those that a pool depends on and that are not up to date, each with why. */
  List<String> awaitedBy(String pool) {
    List<String> awaited = new ArrayList<>();
    for (String name : of(pool)) {
      why(pool, name).ifPresent(awaited::add);
    }
    return awaited;
  }

  private Optional<String> why(String pool, String name) {
    SequencedSet<String> way = new LinkedHashSet<>(List.of(pool));
    if (leadsTo(pool, name, way)) {
      return Optional.of(
          String.join(" -> ", way)
              + " -> "
              + pool
              + ", which is a circle: take one of them out of a dependsOn");
    }
    Optional<BootcNodePool> other = cluster.pool(name);
    if (other.isEmpty()) {
      return Optional.of("pool " + name + ", which does not exist");
    }
    return isUpToDate(other.get())
        ? Optional.empty()
        : Optional.of("pool " + name + ", which is not up to date");
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
    return cluster
        .pool(pool)
        .map(known -> known.getSpec().rollout())
        .map(limits -> Objects.requireNonNullElse(limits.dependsOn(), List.<String>of()))
        .orElse(List.of());
  }

  /** What an operator says of a spec of before proves nothing. */
  static boolean isUpToDate(BootcNodePool pool) {
    BootcNodePoolStatus status = pool.getStatus();
    return status != null
        && Objects.equals(status.observedGeneration(), pool.getMetadata().getGeneration())
        && Condition.find(status.conditions(), PoolConditions.UP_TO_DATE)
            .filter(Condition::isTrue)
            .isPresent();
  }
}
