package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@code metav1.Condition}. Statuses are the strings {@code True}, {@code False} and {@code
 * Unknown}.
 *
 * @param type what is judged
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param observedGeneration generation of the object that was judged
 * @param lastTransitionTime RFC 3339, to the second: when {@code status} last changed
 * @param reason one word, CamelCase
 * @param message for humans
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
    @Required @Size(max = 316) @Pattern(TYPE_FORM) @JsonPropertyDescription("What is judged.")
        String type,
    @Required @JsonPropertyDescription("True, False or Unknown.") String status,
    @Min(0) @JsonPropertyDescription("The generation of the object that was judged.")
        @Nullable Long observedGeneration,
    @Required @JsonPropertyDescription("When the status last changed.") String lastTransitionTime,
    @Required
        @Size(min = 1, max = 1024)
        @Pattern(REASON_FORM)
        @JsonPropertyDescription("One word in CamelCase, for programs.")
        String reason,
    @Required
        @Size(max = LONGEST_MESSAGE)
        @JsonPropertyDescription("The same for humans; may be empty.")
        String message) {

  /** Kubernetes' own grammar of condition types: CamelCase, optionally behind a domain. */
  static final String TYPE_FORM =
      "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?"
          + "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$";

  /** Kubernetes' own grammar of condition reasons. */
  static final String REASON_FORM = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$";

  /** Kubernetes' own limit. */
  static final int LONGEST_MESSAGE = 32768;

  public static final String TRUE = "True";
  public static final String FALSE = "False";

  /**
   * The same condition with the transition time of {@code previous} where the status did not
   * change, and {@code now} where it did. A message longer than Kubernetes allows is cut.
   */
  public static Condition of(
      List<Condition> previous,
      String type,
      boolean status,
      String reason,
      String message,
      @Nullable Long observedGeneration,
      Instant now) {
    String value = status ? TRUE : FALSE;
    String since =
        find(previous, type)
            .filter(before -> before.status().equals(value))
            .map(Condition::lastTransitionTime)
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(type, value, observedGeneration, since, reason, shorten(message));
  }

  private static String shorten(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }

  /** The condition of that type, if there is one. */
  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(condition -> condition.type().equals(type)).findFirst();
  }

  @JsonIgnore
  public boolean isTrue() {
    return TRUE.equals(status);
  }
}
