package dev.bootc.rollout.workflows.window;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * See {@link dev.bootc.rollout.api.WindowSpec}.
 *
 * @param schedule five fields as in a crontab
 * @param duration how long it stays open, in time that passes
 * @param timeZone by whose clock it opens
 */
public record Window(String schedule, Duration duration, String timeZone) {

  /** Until when it is open, seen at {@code time}; empty where it is closed then. */
  Optional<Instant> openUntil(Instant time) {
    return lastOpening(time).map(opened -> opened.plus(duration)).filter(time::isBefore);
  }

  /** When it opened last, at that moment or before. */
  private Optional<Instant> lastOpening(Instant time) {
    ZoneId zone = TimeZones.named(timeZone);
    CronSchedule cron = CronSchedule.of(schedule);
    LocalDateTime latest =
        TimeZones.latestWall(time, zone).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    Optional<LocalDateTime> wall = cron.before(latest);
    while (wall.filter(opens -> TimeZones.instant(opens, zone).isAfter(time)).isPresent()) {
      wall = cron.before(wall.get());
    }
    return wall.map(opens -> TimeZones.instant(opens, zone));
  }

  /** When it opens next, after {@code time}; empty where it never does. */
  Optional<Instant> opensAfter(Instant time) {
    ZoneId zone = TimeZones.named(timeZone);
    CronSchedule cron = CronSchedule.of(schedule);
    Optional<LocalDateTime> wall = cron.after(TimeZones.wall(time, zone));
    while (wall.filter(opens -> !TimeZones.instant(opens, zone).isAfter(time)).isPresent()) {
      wall = cron.after(wall.get());
    }
    return wall.map(opens -> TimeZones.instant(opens, zone));
  }
}
