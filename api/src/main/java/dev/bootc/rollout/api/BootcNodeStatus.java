package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the agent sees on the host. Written by the agent only.
 *
 * @param observedGeneration generation of the spec that the agent has acted on; absent means the
 *     status is trusted
 * @param booted image that runs
 * @param staged image that boots next
 * @param rollback image that a rollback would boot
 * @param conditions {@code Idle} and {@code Degraded}; left out of patches when empty, so that a
 *     patch about something else does not clear them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BootcNodeStatus(
    @JsonPropertyDescription("The generation of the spec that the agent has acted on.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("The image that runs.") @Nullable ImageInfo booted,
    @JsonPropertyDescription("The image that boots next.") @Nullable ImageInfo staged,
    @JsonPropertyDescription("The image that a rollback would boot.") @Nullable ImageInfo rollback,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonPropertyDescription("Idle and Degraded.")
        List<Condition> conditions) {

  public static final BootcNodeStatus EMPTY =
      new BootcNodeStatus(null, null, null, null, List.of());

  public BootcNodeStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
