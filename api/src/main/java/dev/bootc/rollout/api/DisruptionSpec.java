package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/**
 * How a node may be disrupted.
 *
 * @param rebootPolicy absent means {@link RebootPolicy#REBOOT_ONLY}
 * @param stagedImage absent means {@link StagedImagePolicy#LOCKED}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DisruptionSpec(
    @JsonPropertyDescription(
            "RebootOnly always reboots fully; AllowSoftReboot lets the host keep its kernel where bootc says that it can.")
        @Default("RebootOnly")
        @Nullable RebootPolicy rebootPolicy,
    @JsonPropertyDescription(
            "Locked: a reboot that the rollout did not approve keeps the running image. AppliedByAnyReboot: any reboot boots the staged image; for pools that others reboot.")
        @Nullable StagedImagePolicy stagedImage) {}
