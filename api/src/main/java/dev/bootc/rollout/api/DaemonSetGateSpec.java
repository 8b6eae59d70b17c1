package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/**
 * Holds once the pods of DaemonSets that belong on a node are Ready there.
 *
 * @param selector of the DaemonSets, by their labels; absent for all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DaemonSetGateSpec(
    @JsonPropertyDescription("The DaemonSets, by their labels, in any namespace. Unset means all.")
        @Nullable LabelSelector selector) {}
