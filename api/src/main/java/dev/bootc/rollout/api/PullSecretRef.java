package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
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
    @Required @Size(min = 1) String name, @Required @Size(min = 1) String namespace) {}
