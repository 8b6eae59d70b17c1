package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a reboot that the rollout did not approve does with the staged image. */
public enum StagedImagePolicy {
  /** Nothing: the host boots what it ran, where its bootc can lock a staged image. */
  @JsonProperty("Locked")
  LOCKED,
  /** It boots the staged image: for pools that are driven by whoever else reboots their nodes. */
  @JsonProperty("AppliedByAnyReboot")
  APPLIED_BY_ANY_REBOOT
}
