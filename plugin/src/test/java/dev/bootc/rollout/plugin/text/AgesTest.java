package dev.bootc.rollout.plugin.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgesTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT59S, 59s",
    "PT1M, 1m",
    "PT9M5S, 9m5s",
    "PT14M5S, 14m",
    "PT3H, 3h",
    "PT3H12M, 3h12m",
    "P5DT3H, 5d3h",
    "P12DT3H, 12d",
    "PT-5S, 0s"
  })
  void shouldTellADurationInAWord(Duration duration, String text) {
    // When
    String told = Ages.of(duration);

    // Then
    assertThat(told).isEqualTo(text);
  }

  @Test
  void shouldTellNothingWhenATimeIsNone() {
    // When
    String told = Ages.since("yesterday", Instant.EPOCH);

    // Then
    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"90s, PT90S", "10m, PT10M", "1h30m, PT90M", "0, PT0S", "0s, PT0S"})
  void shouldReadADurationAsKubectlWritesIt(String text, Duration duration) {
    // When
    Optional<Duration> read = Durations.parse(text);

    // Then
    assertThat(read).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5x", "-1s", "1.5h", "s", "m1"})
  void shouldReadNothingWhenATextIsNoDuration(String text) {
    // When
    Optional<Duration> read = Durations.parse(text);

    // Then
    assertThat(read).isEmpty();
  }
}
