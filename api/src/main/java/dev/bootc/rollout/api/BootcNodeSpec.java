package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What the node shall run. Written by the operator side only.
 *
 * @param desiredImage always {@code name@sha256:…}
 * @param desiredImageState how far the agent may go
 * @param pullSecretRef copied from the pool
 * @param pullSecretHash {@code sha256:…}; changes when the Secret's content does
 * @param rebootPolicy copied from the pool; absent means {@link RebootPolicy#REBOOT_ONLY}
 * @param stagedImage copied from the pool; absent means {@link StagedImagePolicy#LOCKED}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BootcNodeSpec(
    @Required
        @Size(min = 1)
        @JsonPropertyDescription("The image the node shall run, always name@sha256:<digest>.")
        String desiredImage,
    @Required
        @JsonPropertyDescription(
            "Staged: stage, do not reboot. Booted: apply the staged image and reboot.")
        DesiredImageState desiredImageState,
    @JsonPropertyDescription("The pool's pull secret.") @Nullable PullSecretRef pullSecretRef,
    @JsonPropertyDescription("Changes when the content of the pull secret does.")
        @Nullable String pullSecretHash,
    @JsonPropertyDescription("How the staged image may be applied; copied from the pool.")
        @Nullable RebootPolicy rebootPolicy,
    @JsonPropertyDescription(
            "Whether a reboot by anybody applies the staged image; copied from the pool.")
        @Nullable StagedImagePolicy stagedImage) {

  /** Of a BootcNode whose spec cannot be read: no image, and no reboot. */
  static final BootcNodeSpec NOTHING =
      new BootcNodeSpec("", DesiredImageState.STAGED, null, null, null, null);

  public BootcNodeSpec {
    desiredImage = desiredImage == null ? "" : desiredImage;
    desiredImageState = desiredImageState == null ? DesiredImageState.STAGED : desiredImageState;
  }

  /** The same, with another state. */
  public BootcNodeSpec withDesiredImageState(DesiredImageState state) {
    return new BootcNodeSpec(
        desiredImage, state, pullSecretRef, pullSecretHash, rebootPolicy, stagedImage);
  }
}
