package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * Who goes before whom, beyond what always holds: nodes that run the rollout itself go last.
 *
 * @param controlPlane when the control plane and etcd go; absent means {@link Turn#LAST}
 * @param byLabel groups of nodes that go one after the other; absent means none
 * @param zones how zones go; absent means {@link ZoneOrder#ANY}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record OrderSpec(
    @JsonPropertyDescription(
            "When nodes of the control plane and of etcd go: First, before all workers, or Last. Unset means Last.")
        @Nullable Turn controlPlane,
    @JsonPropertyDescription("Groups of nodes that go one after the other, by a label of theirs.")
        @Nullable LabelOrderSpec byLabel,
    @JsonPropertyDescription(
            "OneAtATime never has nodes of two zones (topology.kubernetes.io/zone) down together. Unset means Any.")
        @Nullable ZoneOrder zones) {

  /** When something goes. */
  public enum Turn {
    @JsonProperty("First")
    FIRST,
    @JsonProperty("Last")
    LAST
  }

  /** How zones go. */
  public enum ZoneOrder {
    @JsonProperty("Any")
    ANY,
    @JsonProperty("OneAtATime")
    ONE_AT_A_TIME
  }
}
