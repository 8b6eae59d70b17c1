package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator sets for all processes.
 *
 * @param controller of the operator side
 * @param daemon of the agents
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BootcOperatorConfigSpec(
    @JsonPropertyDescription("Settings of the operator.") @Default("{}")
        @Nullable Controller controller,
    @JsonPropertyDescription("Settings of the agents.") @Default("{}") @Nullable Daemon daemon) {

  /**
   * Settings of the operator.
   *
   * @param allowInsecureRegistry whether a registry may be asked without TLS
   * @param tagResolutionPeriodSeconds how often a tag is resolved
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Controller(
      @JsonPropertyDescription("Whether a registry may be asked without TLS.") @Default("false")
          @Nullable Boolean allowInsecureRegistry,
      @JsonPropertyDescription("How often a tag is resolved, in seconds.") @Default("300") @Min(1)
          @Nullable Integer tagResolutionPeriodSeconds) {}

  /**
   * Settings of the agents.
   *
   * @param statusPollPeriodSeconds how often the host is looked at where nothing tells of changes
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Daemon(
      @JsonPropertyDescription(
              "How often the host is looked at where nothing tells of changes, in seconds.")
          @Default("300")
          @Min(1)
          @Nullable Integer statusPollPeriodSeconds) {}
}
