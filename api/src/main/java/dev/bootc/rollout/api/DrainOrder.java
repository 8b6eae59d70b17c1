package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which of a node's pods are asked to leave first. */
public enum DrainOrder {
  /** Those of the lowest priority; the others once these have left. */
  @JsonProperty("ByPriority")
  BY_PRIORITY,
  /** All but those of Jobs, which may complete. */
  @JsonProperty("WaitForJobs")
  WAIT_FOR_JOBS
}
