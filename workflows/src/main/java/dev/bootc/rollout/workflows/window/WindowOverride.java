package dev.bootc.rollout.workflows.window;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.WrittenTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wants nodes to be started although no window is open.
 *
 * @param until when that ends; absent where what was written is not understood, which overrides
 *     nothing
 * @param why as given, or what is wrong with it
 * @param by the name under which it was written, which proves nothing of who did
 */
public record WindowOverride(@Nullable Instant until, String why, String by) {

  /** Reads {@code "<RFC 3339 time> <why>"}. */
  public static WindowOverride of(String text, String by) {
    String[] parts = text.strip().split("\\s+", 2);
    if (parts.length < 2) {
      return new WindowOverride(null, notUnderstood(text, "it says no reason"), by);
    }
    return WrittenTime.read(parts[0])
        .map(until -> new WindowOverride(until, parts[1], by))
        .orElseGet(() ->
            new WindowOverride(
                null, notUnderstood(text, "it does not begin with a time in RFC 3339"), by));
  }

  private static String notUnderstood(String text, String why) {
    return "the annotation "
        + BootcApi.WINDOW_OVERRIDE
        + " \""
        + text
        + "\" overrides nothing ("
        + why
        + "): write until when and why, such as \"2026-12-01T06:00:00Z fix for CVE-2026-1234\"";
  }

  boolean isOverAt(Instant time) {
    return until == null || !time.isBefore(until);
  }

  /** One line for status and board. */
  public String text() {
    return until == null ? why : "windows are overridden until " + until + " by " + by + ": " + why;
  }
}
