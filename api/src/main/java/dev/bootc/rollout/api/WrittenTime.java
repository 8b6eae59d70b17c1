package dev.bootc.rollout.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times that stand on objects: the one place that does. Anybody may edit an annotation,
 * and the calendar of Java goes on for a billion years, where no sum of it and no count of its
 * milliseconds works any more; so what comes out is a time that can be reckoned with.
 */
public final class WrittenTime {
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant AFTER_THE_LAST = Instant.parse("+10000-01-01T00:00:00Z");

  private WrittenTime() {}

  /** Empty for a text that is no time, or one that no process of ours can have written. */
  public static Optional<Instant> read(@Nullable String text) {
    try {
      return Optional.ofNullable(text)
          .map(Instant::parse)
          .filter(time -> !time.isBefore(FIRST) && time.isBefore(AFTER_THE_LAST));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }
}
