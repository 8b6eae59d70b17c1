package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Names a Secret of type {@code kubernetes.io/dockerconfigjson}.
 *
 * @param name name of the Secret
 * @param namespace its namespace
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PullSecretRef(
    @Required @Size(min = 1) @JsonPropertyDescription("Name of the Secret.") String name,
    @Required @Size(min = 1) @JsonPropertyDescription("Namespace of the Secret.")
        String namespace) {}
