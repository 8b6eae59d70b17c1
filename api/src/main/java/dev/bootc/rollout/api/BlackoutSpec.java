package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Whole days on which no node is started, whatever window is open.
 *
 * @param from the first day
 * @param to the last day; absent means that one day
 * @param timeZone an IANA name: whose days; absent means UTC
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!has(self.to) || self.from <= self.to",
    fieldPath = ".to",
    message = "give a day that is not before from")
public record BlackoutSpec(
    @Required
        @Size(min = 10, max = 10)
        @Pattern("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
        @JsonPropertyDescription("The first day, such as 2026-12-20.")
        String from,
    @Size(min = 10, max = 10)
        @Pattern("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
        @JsonPropertyDescription("The last day. Unset means the first one only.")
        @Nullable String to,
    @Size(min = 1, max = 100)
        @JsonPropertyDescription(
            "An IANA time zone, such as Europe/Berlin, whose days they are. Unset means UTC.")
        @Nullable String timeZone) {

  public BlackoutSpec {
    from = from == null ? "" : from;
  }
}
