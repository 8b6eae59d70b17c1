package dev.bootc.rollout.testkit.recorder;

import java.time.Instant;

/**
 * A broken promise.
 *
 * @param at when it was seen
 * @param sentence what was seen, with the names of the objects
 */
public record Violation(Instant at, String sentence) {
  @Override
  public String toString() {
    return at + " " + sentence;
  }
}
