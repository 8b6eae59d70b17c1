package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who decides that nodes boot a new image. */
public enum UpdatePolicy {
  /** The pool names an image, and its nodes are updated. */
  @JsonProperty("Automatic")
  AUTOMATIC,
  /** Images are staged; no slot is taken before somebody has approved the very digest. */
  @JsonProperty("Manual")
  MANUAL
}
