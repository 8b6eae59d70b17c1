package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds where an expression is true of a node and, if it names one, of another object.
 *
 * @param apiVersion of that object, such as apps/v1; absent where there is none
 * @param kind of that object; absent where there is none
 * @param namespace of that object; absent for one that is in none
 * @param name of that object; absent for the name of the node
 * @param expression in the Common Expression Language, about {@code object}, {@code node} and
 *     {@code pool}; true or false
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "has(self.apiVersion) == has(self.kind)",
    message = "give apiVersion and kind, or neither")
@ValidationRule(
    value = "!has(self.kind) || self.kind != 'Secret'",
    message = "Secrets are not looked at: whoever may edit pools would learn what they contain")
@ValidationRule(
    value = "has(self.kind) || !(has(self.name) || has(self.namespace))",
    message = "a name is of an object: give its apiVersion and kind, too")
public record CelGateSpec(
    @JsonPropertyDescription("API version of an object to look at, such as apps/v1.")
        @Nullable String apiVersion,
    @JsonPropertyDescription("Kind of that object.") @Nullable String kind,
    @JsonPropertyDescription("Its namespace. Unset for an object that is in none.")
        @Nullable String namespace,
    @JsonPropertyDescription("Its name. Unset means that of the node.") @Nullable String name,
    @Required
        @Size(min = 1, max = 2048)
        @JsonPropertyDescription(
            "What has to be true, in CEL: about node, pool and, where one is named, object.")
        String expression) {

  /** What expressions may speak of. */
  public static final List<String> VARIABLES = List.of("object", "node", "pool");
}
