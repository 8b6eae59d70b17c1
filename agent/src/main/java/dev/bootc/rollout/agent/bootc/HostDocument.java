package dev.bootc.rollout.agent.bootc;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The document that {@code bootc status --json} prints, as far as the agent reads it. Fields that
 * other versions of bootc add or leave out are tolerated.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record HostDocument(@Nullable String kind, @Nullable Status status) {

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Status(
      @Nullable Entry booted,
      @Nullable Entry staged,
      @Nullable Entry rollback,
      boolean rollbackQueued,
      boolean readOnly) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Entry(
      @Nullable Image image,
      boolean incompatible,
      @Nullable Boolean softRebootCapable,
      boolean downloadOnly,
      @Nullable JsonNode ostree,
      @Nullable JsonNode composefs) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Image(
      @Nullable Reference image,
      @Nullable String imageDigest,
      @Nullable String version,
      @Nullable String timestamp,
      @Nullable String architecture) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Reference(@Nullable String image, @Nullable JsonNode signature) {}
}
