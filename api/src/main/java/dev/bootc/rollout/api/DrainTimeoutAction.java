package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a node whose drain has taken longer than its pool allows. */
public enum DrainTimeoutAction {
  /** The node is restored, its slot freed, and it counts as failed. */
  @JsonProperty("Skip")
  SKIP,
  /** The node keeps slot and cordon, says so, and its pods are still asked to leave. */
  @JsonProperty("Hold")
  HOLD,
  /** What is left is deleted instead of evicted, whatever a disruption budget says. */
  @JsonProperty("Force")
  FORCE
}
