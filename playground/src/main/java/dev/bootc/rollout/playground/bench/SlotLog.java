package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.fleet.FleetListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * When slots were taken and freed and nodes came back, as the fleet sees it, which has to watch
 * anyway: so it costs the API server nothing.
 */
final class SlotLog implements FleetListener {
  private final Clock clock;
  private final Set<String> holders = new HashSet<>();
  private final List<Instant> taken = new ArrayList<>();
  private final List<Instant> freed = new ArrayList<>();
  private final List<Instant> back = new ArrayList<>();

  SlotLog(Clock clock) {
    this.clock = clock;
  }

  /** Forgets what happened before. */
  synchronized void begin() {
    taken.clear();
    freed.clear();
    back.clear();
  }

  @Override
  public synchronized void changed(BootcNode node) {
    String name = node.getMetadata().getName();
    Map<String, String> annotations = node.getMetadata().getAnnotations();
    boolean holds = annotations != null && annotations.containsKey(BootcApi.IN_REBOOT_SLOT);
    if (holds && holders.add(name)) {
      taken.add(clock.instant());
    } else if (!holds && holders.remove(name)) {
      freed.add(clock.instant());
    }
  }

  @Override
  public synchronized void cameUp(String node, String bootId) {
    back.add(clock.instant());
  }

  synchronized Optional<Instant> firstTaken() {
    return taken.stream().findFirst();
  }

  synchronized Optional<Instant> lastBack() {
    return back.isEmpty() ? Optional.empty() : Optional.of(back.getLast());
  }

  /**
   * Which share of the budget was in use, on the average of the time from the first slot taken to
   * the last one, after which there is nothing left to start. Absent where that is no time.
   */
  synchronized OptionalDouble inUse(int budget) {
    if (taken.isEmpty() || taken.getFirst().equals(taken.getLast())) {
      return OptionalDouble.empty();
    }
    Instant end = taken.getLast();
    Duration held = before(end, taken).minus(before(end, freed));
    Duration possible = Duration.between(taken.getFirst(), end).multipliedBy(budget);
    return OptionalDouble.of((double) held.toNanos() / possible.toNanos());
  }

  private static Duration before(Instant end, List<Instant> moments) {
    return moments.stream()
        .filter(moment -> moment.isBefore(end))
        .map(moment -> Duration.between(moment, end))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * The time from a node's return to the next slot taken that this share of them does not exceed.
   * With M slots the first M are taken from nobody, so the n-th node back belongs to the (n + M)-th
   * slot; absent where there is none.
   *
   * @param percent from 1 to 100
   */
  synchronized Optional<Duration> turnaround(int budget, int percent) {
    List<Duration> sorted =
        IntStream.range(0, Math.min(back.size(), taken.size() - budget))
            .mapToObj(index -> Duration.between(back.get(index), taken.get(index + budget)))
            .sorted()
            .toList();
    return sorted.isEmpty()
        ? Optional.empty()
        : Optional.of(sorted.get(Math.ceilDiv(percent * sorted.size(), 100) - 1));
  }
}
