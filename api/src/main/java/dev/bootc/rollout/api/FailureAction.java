package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a rollout that so many nodes failed at that it starts no other. */
public enum FailureAction {
  /** It stays as it is until somebody steers. */
  @JsonProperty("Halt")
  HALT,
  /** Its nodes are set back to the image that every node ran before. */
  @JsonProperty("Rollback")
  ROLLBACK
}
