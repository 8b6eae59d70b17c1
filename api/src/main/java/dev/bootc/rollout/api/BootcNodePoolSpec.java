package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/**
 * What the user asks for.
 *
 * @param nodeSelector which Nodes belong to the pool; an empty selector matches every Node
 * @param image the image the nodes shall run
 * @param rollout how many nodes at a time, and how long to wait; absent means the defaults of
 *     {@link RolloutSpec}
 * @param disruption how a node may be rebooted; absent means {@link RebootPolicy#REBOOT_ONLY}
 * @param pullSecretRef the Secret the hosts pull with
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BootcNodePoolSpec(
    @Required
        @JsonPropertyDescription(
            "Nodes that match belong to the pool. An empty selector matches every node.")
        @Nullable LabelSelector nodeSelector,
    @Required @JsonPropertyDescription("The image that the nodes shall run.") ImageSource image,
    @JsonPropertyDescription("How many nodes at a time, and how long to wait for them.")
        @Nullable RolloutSpec rollout,
    @JsonPropertyDescription("How nodes may be disrupted.") @Nullable DisruptionSpec disruption,
    @JsonPropertyDescription(
            "The kubernetes.io/dockerconfigjson Secret that the hosts pull the image with.")
        @Nullable PullSecretRef pullSecretRef) {

  /** Of a pool whose spec cannot be read: no selector and no image, which is refused. */
  static final BootcNodePoolSpec NOTHING =
      new BootcNodePoolSpec(null, new ImageSource(""), null, null, null);

  public BootcNodePoolSpec {
    image = image == null ? new ImageSource("") : image;
  }
}
