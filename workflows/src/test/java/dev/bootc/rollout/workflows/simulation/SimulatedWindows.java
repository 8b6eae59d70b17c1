package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.window.Window;
import dev.bootc.rollout.workflows.window.WindowOverride;
import dev.bootc.rollout.workflows.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A window that opens every few minutes of each hour, and a person who overrides it now and then.
 * Whether it is open is found out by counting minutes, not by asking the product.
 *
 * @param minutes of the hour that are divisible by this it opens at
 * @param overriddenUntil present once somebody did so
 */
record SimulatedWindows(
    int minutes, Duration open, Duration expected, @Nullable Instant overriddenUntil) {
  /** What is startable for so long is startable once everything has come to rest in it. */
  private static final Duration AT_LEAST = Duration.ofSeconds(70);

  static SimulatedWindows any(Random random) {
    int minutes = 5 + random.nextInt(8);
    Duration expected = Duration.ofSeconds(random.nextInt(60));
    Duration most = Duration.ofMinutes(minutes).minus(AT_LEAST).minus(expected);
    Duration open = expected.plus(AT_LEAST).plusSeconds(random.nextInt((int) most.toSeconds()));
    return new SimulatedWindows(minutes, open, expected, null);
  }

  SimulatedWindows overriddenUntil(Instant time) {
    Instant until =
        overriddenUntil != null && overriddenUntil.isAfter(time) ? overriddenUntil : time;
    return new SimulatedWindows(minutes, open, expected, until);
  }

  /** As the pool's spec and its annotation say it. */
  Windows asked() {
    return new Windows(
        List.of(new Window("*/" + minutes + " * * * *", open, "UTC")),
        List.of(),
        expected,
        overriddenUntil == null ? null : new WindowOverride(overriddenUntil, "a fix", "a person"),
        false);
  }

  /** Whether what is started then is expected to end before all closes. */
  boolean letStart(Instant time) {
    return isOpen(time)
        && isOpen(time.plus(expected).minusNanos(1))
        && time.until(closes(time), ChronoUnit.NANOS) >= expected.toNanos();
  }

  private Instant closes(Instant time) {
    Instant end = time;
    while (isOpen(end) && end.isBefore(time.plus(expected))) {
      end = end.plusSeconds(1);
    }
    return end.isAfter(time.plus(expected)) ? time.plus(expected) : end;
  }

  /** The first whole second from then on that lets a node start. */
  Instant nextStart(Instant time) {
    Instant look = time.truncatedTo(ChronoUnit.SECONDS);
    while (look.isBefore(time) || !letStart(look)) {
      look = look.plusSeconds(1);
    }
    return look;
  }

  private boolean isOpen(Instant time) {
    return isInWindow(time) || (overriddenUntil != null && time.isBefore(overriddenUntil));
  }

  private boolean isInWindow(Instant time) {
    Instant minute = time.truncatedTo(ChronoUnit.MINUTES);
    for (int ago = 0; ago < 60; ago++) {
      Instant opened = minute.minus(ago, ChronoUnit.MINUTES);
      if (opened.getEpochSecond() / 60 % 60 % minutes == 0 && time.isBefore(opened.plus(open))) {
        return true;
      }
    }
    return false;
  }
}
