package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the pool has come to. Everything but {@code rollout} is written by the operator's
 * reconciler.
 *
 * @param observedGeneration the {@code metadata.generation} that the rest of this status speaks of
 * @param targetDigest digest being rolled out to
 * @param deployedDigest last digest that every node of the pool reached
 * @param updateAvailable targetDigest differs from deployedDigest
 * @param nextTagResolutionTime RFC 3339; only for tag references
 * @param nodeCount nodes of the pool
 * @param updatedCount nodes that run targetDigest
 * @param updatingCount nodes that are pending, staging, staged or rebooting
 * @param degradedCount nodes whose agent reports an error, or whose attempt at the target failed
 * @param conditions at most one of each type; left out of patches when empty, so that a patch about
 *     something else does not clear them
 * @param rollout progress of the latest rollout, written by its activities under a field manager of
 *     their own
 * @param resolvedRef the {@code spec.image.ref} that targetDigest was resolved from; only for tag
 *     references
 * @param blockedBy all that is in the way, the weightiest first, at most 20: what the operator
 *     knows, and {@code rollout.blockedBy}. Written by the operator, the one place where they meet
 * @param deployedImage {@code name@sha256:…} of the last rollout that was completed, which is what
 *     a failed one goes back to
 * @param undone a digest that failed and is not started again unasked
 * @param targetSince RFC 3339; since when targetDigest is what it is
 * @param deployedBefore what deployedImage was before it was that; absent where that was undone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BootcNodePoolStatus(
    @JsonPropertyDescription("The generation this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Digest being rolled out to.") @Nullable String targetDigest,
    @JsonPropertyDescription("Last digest that every node of the pool reached.")
        @Nullable String deployedDigest,
    @JsonPropertyDescription("Whether targetDigest differs from deployedDigest.")
        @Nullable Boolean updateAvailable,
    @JsonPropertyDescription("When the tag is resolved next; only for tag references.")
        @Nullable String nextTagResolutionTime,
    @JsonPropertyDescription("Nodes of the pool.") @Nullable Integer nodeCount,
    @JsonPropertyDescription("Nodes that run targetDigest.") @Nullable Integer updatedCount,
    @JsonPropertyDescription("Nodes that are pending, staging, staged or rebooting.")
        @Nullable Integer updatingCount,
    @JsonPropertyDescription("Nodes that report an error or whose attempt failed.")
        @Nullable Integer degradedCount,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonPropertyDescription("UpToDate and Degraded.")
        List<Condition> conditions,
    @JsonPropertyDescription("Progress of the latest rollout, and why it waits.")
        @Nullable RolloutStatus rollout,
    @JsonPropertyDescription(
            "The image.ref that targetDigest was resolved from; only for tag references.")
        @Nullable String resolvedRef,
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription("Why nothing happens: all that is in the way, weightiest first.")
        List<BlockedBy> blockedBy,
    @JsonPropertyDescription("The image of the last rollout that was completed.")
        @Nullable String deployedImage,
    @JsonPropertyDescription("A digest that failed and is not started again unasked.")
        @Nullable Undone undone,
    @JsonPropertyDescription("Since when targetDigest is what it is.") @Nullable String targetSince,
    @JsonPropertyDescription("The image of the last rollout but one that was completed.")
        @Nullable String deployedBefore) {

  public static final BootcNodePoolStatus EMPTY =
      new BootcNodePoolStatus(
          null, null, null, null, null, null, null, null, null, List.of(), null, null, List.of());

  /** Of a pool of which nothing is known that it could go back to. */
  public BootcNodePoolStatus(
      @Nullable Long observedGeneration,
      @Nullable String targetDigest,
      @Nullable String deployedDigest,
      @Nullable Boolean updateAvailable,
      @Nullable String nextTagResolutionTime,
      @Nullable Integer nodeCount,
      @Nullable Integer updatedCount,
      @Nullable Integer updatingCount,
      @Nullable Integer degradedCount,
      List<Condition> conditions,
      @Nullable RolloutStatus rollout,
      @Nullable String resolvedRef,
      List<BlockedBy> blockedBy) {
    this(
        observedGeneration,
        targetDigest,
        deployedDigest,
        updateAvailable,
        nextTagResolutionTime,
        nodeCount,
        updatedCount,
        updatingCount,
        degradedCount,
        conditions,
        rollout,
        resolvedRef,
        blockedBy,
        null,
        null,
        null,
        null);
  }

  public BootcNodePoolStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    blockedBy = blockedBy == null ? List.of() : List.copyOf(blockedBy);
  }
}
