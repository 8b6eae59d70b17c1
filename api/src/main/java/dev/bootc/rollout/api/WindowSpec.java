package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A time that comes again and again, in which nodes may be started.
 *
 * @param schedule when it opens: five fields as in a crontab, by the clock on the wall
 * @param durationSeconds how long it stays open, in time that passes
 * @param timeZone whose wall: an IANA name; absent means UTC
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record WindowSpec(
    @Required
        @Size(min = 9, max = 200)
        @JsonPropertyDescription(
            "When it opens: minute, hour, day of month, month, day of week, such as \"0 22 * * MON-FRI\"; TUE#2 is the second Tuesday, L the last day.")
        String schedule,
    @Required @Min(60) @Max(31_536_000) @JsonPropertyDescription("How long it stays open.")
        int durationSeconds,
    @Size(min = 1, max = 100)
        @JsonPropertyDescription(
            "An IANA time zone, such as Europe/Berlin, by whose clock it opens. Unset means UTC.")
        @Nullable String timeZone) {

  public WindowSpec {
    schedule = schedule == null ? "" : schedule;
  }
}
