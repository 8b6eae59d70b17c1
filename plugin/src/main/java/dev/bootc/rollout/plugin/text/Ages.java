package dev.bootc.rollout.plugin.text;

import dev.bootc.rollout.api.WrittenTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Times for people, beside the time itself: how long ago, or how long until. */
public final class Ages {
  private static final int BRIEF = 10;

  private Ages() {}

  /** Such as {@code 42s}, {@code 14m}, {@code 3h12m}, {@code 5d3h}. */
  public static String of(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    long minutes = seconds / 60;
    long hours = minutes / 60;
    long days = hours / 24;
    if (minutes == 0) {
      return seconds + "s";
    }
    if (hours == 0) {
      return minutes < BRIEF && seconds % 60 > 0
          ? minutes + "m" + seconds % 60 + "s"
          : minutes + "m";
    }
    if (days == 0) {
      return minutes % 60 > 0 ? hours + "h" + minutes % 60 + "m" : hours + "h";
    }
    return days < BRIEF && hours % 24 > 0 ? days + "d" + hours % 24 + "h" : days + "d";
  }

  /** Empty for a text that is no time. */
  public static Optional<Instant> time(@Nullable String text) {
    return WrittenTime.read(text);
  }

  /** Such as {@code since 2026-11-29T03:12:00Z (14m)}; empty where nobody knows. */
  public static String since(@Nullable String text, Instant now) {
    return time(text)
        .map(since -> "since " + text + " (" + of(Duration.between(since, now)) + ")")
        .orElse("");
  }

  /** Such as {@code in 14m}; {@code any moment} for a time that has passed. */
  public static String until(Instant end, Instant now) {
    return now.isBefore(end) ? "in " + of(Duration.between(now, end)) : "any moment";
  }
}
