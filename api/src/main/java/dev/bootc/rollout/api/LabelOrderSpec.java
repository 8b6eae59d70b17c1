package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;

/**
 * Nodes by a label of theirs.
 *
 * @param key of the label
 * @param values in the order in which their nodes go; all other nodes come last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LabelOrderSpec(
    @Required
        @Size(min = 1, max = 317)
        @JsonPropertyDescription("Key of a Node label, such as example.com/tier.")
        String key,
    @Required
        @Size(min = 1, max = 20)
        @JsonPropertyDescription(
            "Values in the order in which their nodes go. Nodes of other values, or without the label, come last.")
        List<String> values) {

  public LabelOrderSpec {
    key = key == null ? "" : key;
    values = values == null ? List.of() : values.stream().filter(Objects::nonNull).toList();
  }
}
