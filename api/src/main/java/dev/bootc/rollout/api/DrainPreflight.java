package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a node of which it is known beforehand that it can never be drained. */
public enum DrainPreflight {
  /** The status says why, and the node goes all the same. */
  @JsonProperty("Warn")
  WARN,
  /** The status says why, and the node is left out: it is not even cordoned. */
  @JsonProperty("Skip")
  SKIP
}
