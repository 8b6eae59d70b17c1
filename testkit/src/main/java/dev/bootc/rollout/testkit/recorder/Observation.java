package dev.bootc.rollout.testkit.recorder;

import java.time.Instant;
import java.util.Comparator;

/**
 * One thing seen.
 *
 * @param version the object's resourceVersion: the order in which the API server stored things,
 *     across all kinds
 * @param at when it was seen
 * @param facts the object as it is now, or as it was when it went
 * @param gone whether it was deleted
 */
record Observation(long version, Instant at, Facts facts, boolean gone) {

  static final Comparator<Observation> IN_STORED_ORDER =
      Comparator.comparingLong(Observation::version);
}
