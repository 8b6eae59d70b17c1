package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a staged image may be applied. */
public enum RebootPolicy {
  /** Always a full reboot, with a new boot ID. */
  @JsonProperty("RebootOnly")
  REBOOT_ONLY,
  /** A soft reboot where bootc says that the staged image is capable of one. */
  @JsonProperty("AllowSoftReboot")
  ALLOW_SOFT_REBOOT
}
