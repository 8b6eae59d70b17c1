package dev.bootc.rollout.workflows.window;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The clocks on the walls. A time that is skipped where clocks are put forward is at the moment
 * that they are; one that comes twice where they are put back is the first of the two. So later on
 * the wall is never earlier in truth.
 */
final class TimeZones {
  /** Offsets have no daylight saving time, which is why somebody would give a zone. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]+(/[A-Za-z0-9_+-]+)*");

  /** Longer than clocks are put back by, and shorter than the time to the next such change. */
  private static final Duration A_CHANGE_AGO = Duration.ofHours(24);

  private TimeZones() {}

  /**
   * The zone of that name.
   *
   * @throws IllegalArgumentException with the mend where there is none
   */
  static ZoneId named(String name) {
    try {
      if (NAME.matcher(name).matches()) {
        return ZoneId.of(name);
      }
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(mend(name), unknown);
    }
    throw new IllegalArgumentException(mend(name));
  }

  private static String mend(String name) {
    return "\"" + name + "\" is no time zone: give an IANA name, such as Europe/Berlin, or UTC";
  }

  static Instant instant(LocalDateTime wall, ZoneId zone) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(wall);
    if (offsets.isEmpty()) {
      ZoneOffsetTransition skip = zone.getRules().getTransition(wall);
      return skip.getInstant();
    }
    return wall.toInstant(offsets.getFirst());
  }

  static Instant beginOf(LocalDate day, ZoneId zone) {
    return instant(day.atStartOfDay(), zone);
  }

  static LocalDateTime wall(Instant time, ZoneId zone) {
    return LocalDateTime.ofInstant(time, zone);
  }

  /** No time on the wall that is later than this has been. */
  static LocalDateTime latestWall(Instant time, ZoneId zone) {
    ZoneOffset before = zone.getRules().getOffset(time.minus(A_CHANGE_AGO));
    LocalDateTime now = wall(time, zone);
    LocalDateTime asBefore = LocalDateTime.ofInstant(time, before);
    return asBefore.isAfter(now) ? asBefore : now;
  }
}
