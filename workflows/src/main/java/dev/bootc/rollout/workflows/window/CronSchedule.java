package dev.bootc.rollout.workflows.window;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Five fields as in a crontab, on a clock that is never put forward or back: what becomes of the
 * hours that a time zone skips or has twice is decided elsewhere. The only class that knows the
 * library.
 */
final class CronSchedule {
  private static final CronDefinition FIELDS =
      CronDefinitionBuilder.defineCron()
          .withMinutes()
          .withStrictRange()
          .and()
          .withHours()
          .withStrictRange()
          .and()
          .withDayOfMonth()
          .supportsL()
          .withStrictRange()
          .and()
          .withMonth()
          .withStrictRange()
          .and()
          .withDayOfWeek()
          .withValidRange(0, 7)
          .withMondayDoWValue(1)
          .withIntMapping(7, 0)
          .supportsHash()
          .supportsL()
          .withStrictRange()
          .and()
          .instance();

  private static final int KEPT = 200;

  /** To read one takes a millisecond, and plans are made by the thousand. */
  private static final Map<String, CronSchedule> READ =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, CronSchedule> eldest) {
              return size() > KEPT;
            }
          });

  private final ExecutionTime times;

  private CronSchedule(ExecutionTime times) {
    this.times = times;
  }

  /**
   * Reads the five fields.
   *
   * @throws IllegalArgumentException with what is wrong and the mend
   */
  static CronSchedule of(String text) {
    CronSchedule known = READ.get(text);
    if (known != null) {
      return known;
    }
    CronSchedule read = read(text);
    READ.put(text, read);
    return read;
  }

  private static CronSchedule read(String text) {
    try {
      return new CronSchedule(ExecutionTime.forCron(new CronParser(FIELDS).parse(text).validate()));
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          malformed.getMessage()
              + ": give minute, hour, day of month, month and day of week, such as \"0 22 * * MON-FRI\"",
          malformed);
    }
  }

  /** The first time after {@code time}; empty where there is none. */
  Optional<LocalDateTime> after(LocalDateTime time) {
    return times.nextExecution(time.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
  }

  /** The last time before {@code time}; empty where there is none. */
  Optional<LocalDateTime> before(LocalDateTime time) {
    return times.lastExecution(time.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
  }
}
