package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
