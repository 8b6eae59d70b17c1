package dev.bootc.rollout.workflows.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlackoutSpec;
import dev.bootc.rollout.api.WindowSpec;
import dev.bootc.rollout.api.WindowsSpec;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsCheckTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "61 * * * * | open[0].schedule | Value 61 not in range [0, 59]",
        "0 22 * * | open[0].schedule | minute, hour, day of month, month and day of week",
        "0 22 * * FRI-MON | open[0].schedule | Invalid range",
        "whenever | open[0].schedule | such as \"0 22 * * MON-FRI\"",
        "0 0 30 2 * | open: | never comes",
        "0 0 31 4,6,9,11 * | open: | give a day that exists"
      })
  void shouldNameFieldAndMendWhenAScheduleIsWrong(String schedule, String field, String mend) {
    // Given
    WindowsSpec spec = opening(schedule, 3600, null);

    // When
    List<String> problems = WindowsCheck.of(spec).problems();

    // Then
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst()).startsWith("spec.rollout.windows." + field).contains(mend);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Europe/Berlinn", "+01:00", "GMT+1", "MEZ", "../etc/passwd", ""})
  void shouldNameFieldAndMendWhenATimeZoneIsUnknown(String zone) {
    // Given
    WindowsSpec spec = opening("0 22 * * *", 3600, zone);

    // When
    List<String> problems = WindowsCheck.of(spec).problems();

    // Then
    assertThat(problems)
        .containsExactly(
            "spec.rollout.windows.open[0].timeZone: \""
                + zone
                + "\" is no time zone: give an IANA name, such as Europe/Berlin, or UTC");
  }

  @Test
  void shouldSayThatNothingWouldStartWhenEveryWindowIsTooShort() {
    // Given
    WindowsSpec spec = opening("0 22 * * *", 600, null);

    // When
    List<String> problems = WindowsCheck.of(spec).problems();

    // Then
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst())
        .contains("900 s", "a longer durationSeconds", "a shorter expectedUpdateSeconds");
  }

  @Test
  void shouldBeContentWhenShortWindowsFollowEachOtherWithoutABreak() {
    // Given
    WindowsSpec spec = opening("*/5 * * * *", 300, null);

    // When
    List<String> problems = WindowsCheck.of(spec).problems();

    // Then
    assertThat(problems).isEmpty();
  }

  @Test
  void shouldNameEveryMistakeWhenThereAreSeveral() {
    // Given
    WindowsSpec spec =
        new WindowsSpec(
            List.of(new WindowSpec("x", 0, "Mars/Olympus")),
            List.of(
                new BlackoutSpec("2026-02-30", null, null),
                new BlackoutSpec("2026-02-02", "2026-02-01", "Moon")),
            null);

    // When
    List<String> problems = WindowsCheck.of(spec).problems();

    // Then
    assertThat(problems)
        .extracting(problem -> problem.substring(0, problem.indexOf(':')))
        .containsExactly(
            "spec.rollout.windows.open[0].schedule",
            "spec.rollout.windows.open[0].durationSeconds",
            "spec.rollout.windows.open[0].timeZone",
            "spec.rollout.windows.except[0].from",
            "spec.rollout.windows.except[1].to",
            "spec.rollout.windows.except[1].timeZone");
  }

  @Test
  void shouldReadWhatIsLeftOutAsDocumentedWhenLittleIsSaid() {
    // Given
    WindowsSpec spec =
        new WindowsSpec(
            List.of(new WindowSpec("0 2 * * TUE#2", 7200, null)),
            List.of(new BlackoutSpec("2026-12-24", null, "Europe/Berlin")),
            null);

    // When
    Windows windows = WindowsCheck.of(spec).windows();

    // Then
    LocalDate day = LocalDate.parse("2026-12-24");
    assertThat(windows)
        .isEqualTo(
            new Windows(
                List.of(new Window("0 2 * * TUE#2", Duration.ofHours(2), "UTC")),
                List.of(new Blackout(day, day, "Europe/Berlin")),
                Duration.ofMinutes(15),
                null,
                true));
  }

  private static WindowsSpec opening(String schedule, int seconds, @Nullable String zone) {
    return new WindowsSpec(List.of(new WindowSpec(schedule, seconds, zone)), null, null);
  }
}
