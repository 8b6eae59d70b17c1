package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.testkit.recorder.Findings;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One rollout.
 *
 * @param requests to the API server by program
 * @param calls what the contender asked, by verb and resource
 * @param peakMemory of each program in bytes, since it was started
 * @param leftCordoned nodes that are cordoned at the end
 * @param temporal absent where the contender needs none
 * @param plans absent where the contender makes none
 * @param findings absent where nobody recorded
 */
record RolloutMeasurement(
    Times times,
    ProcessorUse processors,
    SequencedMap<String, Long> peakMemory,
    SortedMap<String, Long> requests,
    SortedMap<String, Long> calls,
    long leftCordoned,
    Optional<TemporalFigures> temporal,
    Optional<PlanFigures> plans,
    Optional<Findings> findings) {

  RolloutMeasurement {
    peakMemory = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(peakMemory));
    requests = new TreeMap<>(requests);
    calls = new TreeMap<>(calls);
  }

  /**
   * Where the time went.
   *
   * @param wall from the edit of the pool until it says that it is up to date
   * @param toFirstSlot from the edit until the first node was taken out of use
   * @param afterLastBack from the last node's return until the pool says that it is up to date
   * @param turnaround50 that half of the freed slots did not exceed until they were used again
   * @param turnaround99 that 99 of 100 did not exceed
   * @param slotsInUse share of the budget, see {@link SlotLog#inUse}
   */
  record Times(
      Duration wall,
      Duration toFirstSlot,
      Duration afterLastBack,
      Optional<Duration> turnaround50,
      Optional<Duration> turnaround99,
      OptionalDouble slotsInUse) {}

  /**
   * What the rollout left in Temporal.
   *
   * @param poolEvents of the pool's runs
   * @param nodeEvents of the nodes' runs
   * @param growth of its database in bytes
   */
  record TemporalFigures(long poolEvents, long nodeEvents, long growth) {}

  /** Whether no node was left cordoned and no promise broken, as far as somebody looked. */
  boolean isGood() {
    return leftCordoned == 0 && findings.stream().allMatch(Findings::isClean);
  }
}
