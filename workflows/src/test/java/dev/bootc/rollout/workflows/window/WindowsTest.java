package dev.bootc.rollout.workflows.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsTest {
  private static final String BERLIN = "Europe/Berlin";
  private static final Duration UPDATE = Duration.ofMinutes(10);

  @ParameterizedTest
  @CsvSource({
    // The night of 25 October 2026 is an hour longer in Berlin, and 02:30 comes twice.
    "2026-10-24T23:59:59Z, false",
    "2026-10-25T00:30:00Z, true",
    "2026-10-25T01:19:00Z, true",
    "2026-10-25T01:21:00Z, false",
    "2026-10-25T01:30:00Z, false",
    // The night of 29 March 2026 has no 02:30: the clock goes from 02:00 to 03:00, which is 01:00Z.
    "2026-03-29T00:59:59Z, false",
    "2026-03-29T01:00:00Z, true",
    "2026-03-29T01:50:00Z, true",
    "2026-03-29T01:51:00Z, false",
    // Any other night, in winter and in summer.
    "2026-01-15T01:29:59Z, false",
    "2026-01-15T01:30:00Z, true",
    "2026-07-15T00:30:00Z, true",
    "2026-07-15T01:30:00Z, false"
  })
  void shouldOpenOnceANightWhenTheClockIsChanged(Instant time, boolean open) {
    // Given
    Windows windows = windows(new Window("30 2 * * *", Duration.ofHours(1), BERLIN));

    // When
    boolean answer = windows.at(time).open();

    // Then
    assertThat(answer).isEqualTo(open);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 600})
  void shouldSayUntilWhenNodesCanBeStartedWhenItIsOpen(long expectedSeconds) {
    // Given
    Windows windows =
        new Windows(
            List.of(new Window("30 2 * * *", Duration.ofHours(1), "UTC")),
            List.of(),
            Duration.ofSeconds(expectedSeconds),
            null,
            false);

    // When
    Instant until = windows.at(Instant.parse("2026-01-15T02:45:00Z")).until().orElseThrow();

    // Then
    assertThat(windows.at(until.minusNanos(1)).open()).isTrue();
    assertThat(windows.at(until).open()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z",
    "2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z",
    "2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
    "2026-07-01T12:00:00Z, 2026-07-02T00:30:00Z"
  })
  void shouldSayWhenItOpensNextWhenTheClockIsChanged(Instant time, Instant next) {
    // Given
    Windows windows = windows(new Window("30 2 * * *", Duration.ofHours(1), BERLIN));

    // When
    Optional<Instant> answer = windows.opensAfter(time);

    // Then
    assertThat(answer).contains(next);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC"})
  void shouldAgreeWithALookAtEveryMinuteWhenAskedAroundChangesOfTheClock(String zone) {
    // Given
    Random random = new Random(zone.hashCode());

    for (int i = 0; i < 40; i++) {
      Window window = anyWindow(random, zone);
      Windows windows = new Windows(List.of(window), List.of(), Duration.ofMinutes(1), null, false);
      Instant change = anyChange(random, ZoneId.of(zone));
      Instant time = change.plus(random.nextInt(600) - 300, ChronoUnit.MINUTES);

      // When
      Windows.Now answer = windows.at(time);

      // Then
      assertThat(answer.open())
          .as("%s at %s", window, time)
          .isEqualTo(isOpen(window, time) && isOpen(window, time.plusSeconds(59)));
      Instant until = answer.until().orElseThrow();
      assertThat(windows.at(until.minusNanos(1)).open())
          .as("%s just before %s", window, until)
          .isEqualTo(answer.open());
      if (!answer.open()) {
        assertThat(windows.at(until).open()).as("%s at %s", window, until).isTrue();
      }
    }
  }

  @Test
  void shouldStartNothingThatWouldNotEndInsideWhenTheWindowIsAboutToClose() {
    // Given
    Windows windows = windows(new Window("0 22 * * *", Duration.ofHours(2), "UTC"));

    // When
    Windows.Now answer = windows.at(Instant.parse("2026-01-01T23:51:00Z"));

    // Then
    assertThat(answer.open()).isFalse();
    assertThat(answer.until()).contains(Instant.parse("2026-01-02T22:00:00Z"));
  }

  @Test
  void shouldBeOpenAcrossTheSeamWhenOneWindowFollowsAnother() {
    // Given
    Windows windows =
        windows(
            new Window("0 22 * * *", Duration.ofHours(2), "UTC"),
            new Window("0 0 * * *", Duration.ofHours(1), "UTC"));

    // When
    Windows.Now answer = windows.at(Instant.parse("2026-01-01T23:55:00Z"));

    // Then
    assertThat(answer.open()).isTrue();
    assertThat(answer.until()).contains(Instant.parse("2026-01-02T00:50:00.000000001Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-19T22:45:00Z, true",
    "2026-12-19T22:55:00Z, false",
    "2026-12-24T12:00:00Z, false",
    "2026-12-26T22:59:59Z, false",
    "2026-12-26T23:00:00Z, true"
  })
  void shouldBeClosedForWholeLocalDaysWhenTheyAreExcepted(Instant time, boolean open) {
    // Given
    Blackout christmas =
        new Blackout(LocalDate.parse("2026-12-20"), LocalDate.parse("2026-12-26"), BERLIN);
    Windows windows = new Windows(List.of(), List.of(christmas), UPDATE, null, false);

    // When
    boolean answer = windows.at(time).open();

    // Then
    assertThat(answer).isEqualTo(open);
  }

  @Test
  void shouldOpenWithTheEndOfABlackoutWhenAWindowGoesOnBehindIt() {
    // Given
    Blackout day =
        new Blackout(LocalDate.parse("2026-01-03"), LocalDate.parse("2026-01-03"), "UTC");
    Window week = new Window("0 0 1 * *", Duration.ofDays(7), "UTC");
    Windows windows = new Windows(List.of(week), List.of(day), UPDATE, null, false);

    // When
    Windows.Now answer = windows.at(Instant.parse("2026-01-02T23:55:00Z"));

    // Then
    assertThat(answer.open()).isFalse();
    assertThat(answer.until()).contains(Instant.parse("2026-01-04T00:00:00Z"));
  }

  @Test
  void shouldBeOpenUntilThenWhenOverridden() {
    // Given
    Instant until = Instant.parse("2026-01-01T12:00:00Z");
    Windows windows =
        windows(new Window("0 22 * * *", Duration.ofHours(2), "UTC"))
            .overriddenBy(new WindowOverride(until, "a CVE", "kubectl-annotate"));

    // When
    Windows.Now before = windows.at(until.minus(UPDATE));
    Windows.Now after = windows.at(until.minus(UPDATE).plusNanos(1));

    // Then
    assertThat(before.open()).isTrue();
    assertThat(before.until()).contains(until.minus(UPDATE).plusNanos(1));
    assertThat(after.open()).isFalse();
    assertThat(after.until()).contains(Instant.parse("2026-01-01T22:00:00Z"));
  }

  @Test
  void shouldNeverOpenWhenNoWindowIsLongEnough() {
    // Given
    Windows windows = windows(new Window("0 * * * *", Duration.ofMinutes(9), "UTC"));

    // When
    Windows.Now answer = windows.at(Instant.parse("2026-01-01T12:00:00Z"));

    // Then
    assertThat(answer.open()).isFalse();
    assertThat(answer.until()).isEmpty();
  }

  private static Windows windows(Window... open) {
    return new Windows(List.of(open), List.of(), UPDATE, null, false);
  }

  private static Window anyWindow(Random random, String zone) {
    String minute =
        random.nextBoolean() ? "*/" + (5 + random.nextInt(40)) : "" + random.nextInt(60);
    String hour = random.nextInt(3) > 0 ? "" + random.nextInt(5) : "*";
    String day = random.nextInt(3) > 0 ? "*" : "SUN";
    return new Window(
        minute + " " + hour + " * * " + day, Duration.ofMinutes(2 + random.nextInt(200)), zone);
  }

  private static Instant anyChange(Random random, ZoneId zone) {
    Instant any = Instant.parse("2026-01-01T00:00:00Z").plus(random.nextInt(700), ChronoUnit.DAYS);
    return Optional.ofNullable(zone.getRules().nextTransition(any))
        .map(change -> change.getInstant())
        .orElse(any);
  }

  /** Goes back minute by minute on the wall, to every opening that could still be open. */
  private static boolean isOpen(Window window, Instant time) {
    ZoneId zone = ZoneId.of(window.timeZone());
    LocalDateTime wall =
        LocalDateTime.ofInstant(time, zone).truncatedTo(ChronoUnit.MINUTES).plusHours(3);
    LocalDateTime first = wall.minusHours(8);
    for (LocalDateTime minute = wall; minute.isAfter(first); minute = minute.minusMinutes(1)) {
      Instant opened = seen(minute, zone);
      boolean opens =
          CronSchedule.of(window.schedule())
              .after(minute.minusSeconds(1))
              .filter(minute::isEqual)
              .isPresent();
      if (opens && !opened.isAfter(time) && time.isBefore(opened.plus(window.duration()))) {
        return true;
      }
    }
    return false;
  }

  /** The first moment at which somebody who looks at that wall sees that time, or a later one. */
  private static Instant seen(LocalDateTime wall, ZoneId zone) {
    Instant look = wall.toInstant(ZoneOffset.UTC).minus(15, ChronoUnit.HOURS);
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(wall);
    if (!offsets.isEmpty()) {
      return wall.atOffset(offsets.getFirst()).toInstant();
    }
    while (LocalDateTime.ofInstant(look, zone).isBefore(wall)) {
      look = look.plus(1, ChronoUnit.MINUTES);
    }
    return look;
  }
}
