package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far the agent may go with the desired image. */
public enum DesiredImageState {
  /** Stage, do not reboot. Going back to it revokes a reboot that was not carried out yet. */
  @JsonProperty("Staged")
  STAGED,
  /** Apply and reboot. */
  @JsonProperty("Booted")
  BOOTED
}
