package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
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
    @Required String type,
    @Required String status,
    @Nullable Long observedGeneration,
    @Required String lastTransitionTime,
    @Required String reason,
    @Required String message) {

  public static final String TRUE = "True";
  public static final String FALSE = "False";

  /**
   * The same condition with the transition time of {@code previous} where the status did not
   * change, and {@code now} where it did.
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
    return new Condition(type, value, observedGeneration, since, reason, message);
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
