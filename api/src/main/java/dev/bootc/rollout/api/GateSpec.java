package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that has to hold of an updated node before its slot is freed, or of a node before it
 * takes one. Exactly one question is present.
 *
 * @param name for messages; no two gates of a pool have the same
 * @param timeoutSeconds after which a gate that does not hold has failed; absent means {@value
 *     #DEFAULT_TIMEOUT_SECONDS}
 * @param intervalSeconds how often it is asked; absent means {@value #DEFAULT_INTERVAL_SECONDS},
 *     and before a node {@value #DEFAULT_INTERVAL_BEFORE_NODE_SECONDS}
 * @param failureThreshold so often in a row it says no when it has failed before that; absent where
 *     only the time counts
 * @param daemonSets present where it asks for pods of DaemonSets
 * @param cel present where it asks whether an expression is true
 * @param http present where it asks for an answer over HTTP
 * @param prometheus present where it asks a Prometheus
 * @param when it is asked; absent means {@link GateTime#AFTER_NODE}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "[has(self.daemonSets), has(self.cel), has(self.http), has(self.prometheus)].exists_one(x, x)",
    message = "say what it asks for, one of: daemonSets, cel, http, prometheus")
@ValidationRule(
    value =
        "!has(self.when) || self.when != 'BeforeNode' || !has(self.intervalSeconds) || self.intervalSeconds >= 5",
    message =
        "before a node each question is an attempt at it: give an intervalSeconds of 5 or more")
public record GateSpec(
    @Required
        @Pattern(NAME)
        @JsonPropertyDescription("Names it in messages. Lower-case letters, digits and hyphens.")
        String name,
    @Min(1)
        @Max(86_400)
        @JsonPropertyDescription(
            "A gate that does not hold within this time, counted from when it was asked first, has failed. Unset means 600.")
        @Nullable Integer timeoutSeconds,
    @Min(1)
        @Max(3_600)
        @JsonPropertyDescription("How often it is asked. Unset means 5, and with BeforeNode 30.")
        @Nullable Integer intervalSeconds,
    @Min(1)
        @Max(1_000)
        @JsonPropertyDescription(
            "A gate that says no so often in a row has failed before its time is over. Unset means that only the time counts.")
        @Nullable Integer failureThreshold,
    @JsonPropertyDescription(
            "Holds once the pods of DaemonSets that belong on the node are Ready. Empty means those of all DaemonSets.")
        @Nullable DaemonSetGateSpec daemonSets,
    @JsonPropertyDescription(
            "Holds where an expression is true of the node, the pool and, if it names one, another object.")
        @Nullable CelGateSpec cel,
    @JsonPropertyDescription("Holds where a GET is answered with a status of 200 to 299.")
        @Nullable HttpGateSpec http,
    @JsonPropertyDescription("Holds by the answer of a Prometheus to a query.")
        @Nullable PrometheusGateSpec prometheus,
    @JsonPropertyDescription(
            "AfterNode: asked of an updated node, in its slot. BeforeNode: asked before a node takes its slot. Unset means AfterNode.")
        @Nullable GateTime when) {
  static final String NAME = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";

  /** Seconds after which a gate that does not hold has failed, where it says nothing. */
  public static final int DEFAULT_TIMEOUT_SECONDS = 600;

  /** Seconds from one question to the next, where it says nothing. */
  public static final int DEFAULT_INTERVAL_SECONDS = 5;

  /** The same before a node's slot: each question is an attempt at the node. */
  public static final int DEFAULT_INTERVAL_BEFORE_NODE_SECONDS = 30;

  /** An updated node keeps its slot for it. */
  @JsonIgnore
  public boolean isAfterNode() {
    return when == null || when == GateTime.AFTER_NODE;
  }

  /** When it has failed, counted from when it was asked first. */
  public Duration timeout() {
    return Duration.ofSeconds(Objects.requireNonNullElse(timeoutSeconds, DEFAULT_TIMEOUT_SECONDS));
  }

  /** From one question to the next. */
  public Duration interval() {
    int unset = isAfterNode() ? DEFAULT_INTERVAL_SECONDS : DEFAULT_INTERVAL_BEFORE_NODE_SECONDS;
    return Duration.ofSeconds(Objects.requireNonNullElse(intervalSeconds, unset));
  }

  /** Whether so many answers in a row are enough to call it failed. */
  public boolean givesUpAfter(int refusals) {
    return failureThreshold != null && refusals >= failureThreshold;
  }
}
