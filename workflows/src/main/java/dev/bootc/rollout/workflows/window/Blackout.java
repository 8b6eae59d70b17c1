package dev.bootc.rollout.workflows.window;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Whole days, the last included; see {@link dev.bootc.rollout.api.BlackoutSpec}.
 *
 * @param timeZone whose days
 */
public record Blackout(LocalDate from, LocalDate to, String timeZone) {

  Instant begins() {
    return TimeZones.beginOf(from, TimeZones.named(timeZone));
  }

  Instant ends() {
    return TimeZones.beginOf(to.plusDays(1), TimeZones.named(timeZone));
  }

  boolean isAt(Instant time) {
    return !time.isBefore(begins()) && time.isBefore(ends());
  }
}
