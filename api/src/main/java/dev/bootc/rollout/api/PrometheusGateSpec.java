package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds by the answer of a Prometheus, or of anything that answers as it does, to an instant query.
 *
 * @param address of its HTTP API, without {@code /api/v1}, with the same places as a {@link
 *     HttpGateSpec#url}
 * @param query in PromQL, with {@link HttpGateSpec#NODE} for the name of the node
 * @param holdsWhen what its answer has to be; absent means {@link Result#NOT_EMPTY}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PrometheusGateSpec(
    @Required
        @Pattern(HttpGateSpec.URL)
        @Size(min = 1, max = 2048)
        @JsonPropertyDescription(
            "Address of Prometheus, such as http://prometheus.monitoring:9090.")
        String address,
    @Required
        @Size(min = 1, max = 2048)
        @JsonPropertyDescription(
            "Instant query in PromQL, such as up{job=\"ingress\"} == 1. {node} stands for the node's name.")
        String query,
    @JsonPropertyDescription(
            "NotEmpty: holds where the query finds something. Empty: where it finds nothing, as with firing ALERTS. Unset means NotEmpty.")
        @Nullable Result holdsWhen) {

  /** What an answer may have to be. */
  public enum Result {
    /** At least one series. */
    @JsonProperty("NotEmpty")
    NOT_EMPTY,
    /** None: what is asked for is a trouble. */
    @JsonProperty("Empty")
    EMPTY
  }

  /** What its answer has to be. */
  public Result wanted() {
    return Objects.requireNonNullElse(holdsWhen, Result.NOT_EMPTY);
  }
}
