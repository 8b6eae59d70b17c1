package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {
  private static final String DIGEST = "sha256:" + "1".repeat(64);

  @ParameterizedTest
  @EnumSource
  void shouldBeTheSameWhenItWasWrittenAndReadAgain(Verdict.Outcome outcome) {
    // Given
    Verdict verdict = new Verdict(outcome, DIGEST, 2, "2026-11-22T12:00:00Z", "so \"it\" ended");
    // When
    Optional<Verdict> read = Verdict.fromAnnotation(verdict.toAnnotation());
    // Then
    assertThat(read).contains(verdict);
  }

  @Test
  void shouldBeOneShortLineWhenThereIsNoMessage() {
    // Given
    Verdict verdict =
        new Verdict(Verdict.Outcome.DRAIN_TIMED_OUT, "sha256:1", 1, "2026-11-22T12:00:00Z", null);
    // When
    String annotation = verdict.toAnnotation();
    // Then
    assertThat(annotation)
        .isEqualTo(
            """
            {"outcome":"DrainTimedOut","digest":"sha256:1","attempt":1,"since":"2026-11-22T12:00:00Z"}\
            """);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "null",
        "retry please",
        "{}",
        "[]",
        "{\"outcome\":\"Updated\"}",
        "{\"outcome\":null,\"digest\":\"d\",\"attempt\":1,\"since\":\"s\"}",
        "{\"outcome\":\"Exploded\",\"digest\":\"d\",\"attempt\":1,\"since\":\"s\"}",
        "{\"outcome\":\"Updated\",\"digest\":\"d\",\"attempt\":0,\"since\":\"s\"}",
        "{\"outcome\":\"Updated\",\"digest\":\"d\",\"attempt\":1"
      })
  void shouldBeAbsentWhenTheAnnotationIsNoVerdict(String annotation) {
    // Given an annotation that somebody edited
    // When
    Optional<Verdict> verdict = Verdict.fromAnnotation(annotation);
    // Then
    assertThat(verdict).isEmpty();
  }

  @Test
  void shouldBeReadWhenANewerVersionAddedAField() {
    // Given
    String annotation =
        """
        {"outcome":"NotBack","digest":"d","attempt":1,"since":"s","severity":"high"}
        """;
    // When
    Optional<Verdict> verdict = Verdict.fromAnnotation(annotation);
    // Then
    assertThat(verdict).contains(new Verdict(Verdict.Outcome.NOT_BACK, "d", 1, "s", null));
  }

  @ParameterizedTest
  @EnumSource
  void shouldCountAsFailureWhenTheOutcomeIsNotUpdated(Verdict.Outcome outcome) {
    // Given
    Verdict verdict = new Verdict(outcome, DIGEST, 1, "2026-11-22T12:00:00Z", null);
    // When
    boolean failure = verdict.isFailure();
    // Then
    assertThat(failure).isEqualTo(outcome != Verdict.Outcome.UPDATED);
  }

  private static Stream<Arguments> seen() {
    String other = "sha256:" + "2".repeat(64);
    return Stream.of(
        Arguments.of(Verdict.Outcome.UPDATED, DIGEST, null, Verdict.Outcome.UPDATED),
        Arguments.of(Verdict.Outcome.UPDATED, DIGEST, DIGEST, Verdict.Outcome.UPDATED),
        Arguments.of(Verdict.Outcome.UPDATED, DIGEST, other, Verdict.Outcome.ROLLED_BACK_BY_HOST),
        // It is asked for something else, and may run anything on its way there.
        Arguments.of(Verdict.Outcome.UPDATED, other, other, Verdict.Outcome.UPDATED),
        Arguments.of(Verdict.Outcome.NOT_BACK, DIGEST, other, Verdict.Outcome.NOT_BACK));
  }

  @ParameterizedTest
  @MethodSource("seen")
  void shouldComeToWhatTheNodeRunsNow(
      Verdict.Outcome recorded, String desired, @Nullable String booted, Verdict.Outcome seen) {
    // Given
    Verdict verdict = new Verdict(recorded, DIGEST, 1, "2026-11-22T12:00:00Z", null);
    ImageInfo runs =
        booted == null
            ? null
            : new ImageInfo("registry.example/os@" + booted, booted, null, null, null, null, null);

    // When
    Verdict.Outcome outcome = verdict.seenOn("registry.example/os@" + desired, runs).outcome();

    // Then
    assertThat(outcome).isEqualTo(seen);
  }

  @Test
  void shouldBeRefusedWhenAttemptsAreNotCountedFromOne() {
    // Given attempt 0
    // When
    assertThatThrownBy(() -> new Verdict(Verdict.Outcome.UPDATED, DIGEST, 0, "s", null))
        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attempts are counted from 1, not 0");
  }
}
