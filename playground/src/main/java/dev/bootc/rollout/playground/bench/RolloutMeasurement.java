package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.testkit.recorder.Findings;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One rollout.
 *
 * @param wall from the edit of the pool until it says that it is up to date
 * @param toFirstCordon from the edit until the first node was cordoned
 * @param afterLastReady from the last node's return until the pool says that it is up to date
 * @param requests to the API server by user agent
 * @param calls what the operator asked, by verb and resource
 * @param poolEvents Temporal events of the pool's runs
 * @param nodeEvents Temporal events of the nodes' runs
 * @param peakMemory of the operator in bytes, since it was started
 * @param leftCordoned nodes that are cordoned at the end
 */
record RolloutMeasurement(
    Duration wall,
    Duration toFirstCordon,
    Duration afterLastReady,
    SortedMap<String, Long> requests,
    SortedMap<String, Long> calls,
    long poolEvents,
    long nodeEvents,
    long peakMemory,
    long leftCordoned,
    Findings findings) {

  RolloutMeasurement {
    requests = new TreeMap<>(requests);
    calls = new TreeMap<>(calls);
  }
}
