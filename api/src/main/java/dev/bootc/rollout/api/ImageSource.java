package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Where the pool's image comes from.
 *
 * @param ref {@code host/name:tag} or {@code host/name@sha256:…}; see {@link
 *     ImageRef#parse(String)} for what is accepted
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImageSource(
    @Required
        @Size(min = 1)
        @JsonPropertyDescription(
            "Fully qualified image: host/name:tag or host/name@sha256:<64 hex digits>.")
        String ref) {
  public ImageSource {
    ref = ref == null ? "" : ref;
  }
}
