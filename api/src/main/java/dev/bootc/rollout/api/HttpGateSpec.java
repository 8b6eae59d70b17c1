package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Holds where a GET is answered with a status of 200 to 299. Redirects are not followed, and no
 * credentials are sent.
 *
 * @param url to ask, with {@link #NODE} for the name of the node and {@link #ADDRESS} for its
 *     InternalIP
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HttpGateSpec(
    @Required
        @Pattern(URL)
        @Size(min = 1, max = 2048)
        @JsonPropertyDescription(
            "What to GET: http or https. {node} stands for the node's name, {address} for its InternalIP.")
        String url) {
  /** What an address of a gate looks like. */
  static final String URL = "^https?://[^\\s]+$";

  /** Stands for the name of the node. */
  public static final String NODE = "{node}";

  /** Stands for the InternalIP of the node, in brackets where it is one of IPv6. */
  public static final String ADDRESS = "{address}";
}
