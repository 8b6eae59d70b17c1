package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/**
 * A number of nodes that are updated, and watched, before more are.
 *
 * @param nodes number, or percent of the pool's nodes rounded up, counted from the first node of
 *     the rollout on
 * @param soakSeconds how long the last of them has been updated before the next step; absent means
 *     no longer than it takes
 * @param approval whether somebody has to approve the next step
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "type(self.nodes) != int || self.nodes >= 1",
    fieldPath = ".nodes",
    message = "give a number of nodes from 1, such as 1, or a percentage from 1% to 100%")
public record StepSpec(
    @Required
        @JsonPropertyDescription(
            "So many nodes are updated in all when the step is done: a number, or a percentage of the pool's nodes, rounded up.")
        @Nullable IntOrString nodes,
    @Min(0)
        @Max(2_592_000)
        @JsonPropertyDescription(
            "How long the nodes of the step run the image before the next step begins. Unset or 0 does not wait.")
        @Nullable Integer soakSeconds,
    @JsonPropertyDescription(
            "True waits for the annotation bootc.dev/approved-step before the next step begins.")
        @Nullable Boolean approval) {

  /** {@link #nodes} as it was written. */
  @JsonIgnore
  public String nodesText() {
    return nodes == null ? "" : String.valueOf(nodes.getValue());
  }
}
