package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenTimeTest {
  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-01-01",
        "0001-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "-1000000000-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z"
      })
  void shouldTakeNothingForATimeThatNobodyOfUsCanHaveWritten(String text) {
    // Then
    assertThat(WrittenTime.read(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1970-01-01T00:00:00Z", "2026-01-01T12:00:00.5Z", "9999-12-31T23:59:59.999Z"})
  void shouldGiveATimeThatCanBeReckonedWith(String text) {
    // When
    Optional<Instant> time = WrittenTime.read(text);

    // Then
    assertThat(time).hasValue(Instant.parse(text));
    assertThat(time.orElseThrow().plus(Duration.ofDays(366L * 1_000)).toEpochMilli()).isPositive();
  }
}
