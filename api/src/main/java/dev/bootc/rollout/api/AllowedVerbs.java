package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What of a pool's rollout may be steered by whoever reaches Temporal. */
public enum AllowedVerbs {
  /** What holds nodes back: pause, the end of such a pause, skip, cancel. */
  @JsonProperty("Hold")
  HOLD,
  /** All of it, also what lets nodes reboot sooner. */
  @JsonProperty("All")
  ALL
}
