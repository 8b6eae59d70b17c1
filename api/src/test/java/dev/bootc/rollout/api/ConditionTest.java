package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:34:56.789Z");
  private static final Condition BEFORE =
      new Condition("Idle", Condition.FALSE, 1L, "2026-11-22T10:00:00Z", "Staging", "pulling");

  @Test
  void shouldBeginNowToTheSecondWhenThereWasNone() {
    // Given
    List<Condition> none = List.of();
    // When
    Condition condition = Condition.of(none, "Idle", true, "Idle", "", 3L, NOW);
    // Then
    assertThat(condition)
        .isEqualTo(new Condition("Idle", "True", 3L, "2026-11-22T12:34:56Z", "Idle", ""));
  }

  @Test
  void shouldKeepItsBeginningWhenOnlyReasonAndMessageChange() {
    // Given
    List<Condition> previous = List.of(BEFORE);
    // When
    Condition condition = Condition.of(previous, "Idle", false, "Staged", "waits", 2L, NOW);
    // Then
    assertThat(condition)
        .isEqualTo(new Condition("Idle", "False", 2L, "2026-11-22T10:00:00Z", "Staged", "waits"));
  }

  @Test
  void shouldBeginNowWhenTheStatusChanges() {
    // Given
    List<Condition> previous = List.of(BEFORE);
    // When
    Condition condition = Condition.of(previous, "Idle", true, "Idle", "", 2L, NOW);
    // Then
    assertThat(condition.lastTransitionTime()).isEqualTo("2026-11-22T12:34:56Z");
  }

  @Test
  void shouldBeginNowWhenOnlyAnotherTypeWasThere() {
    // Given
    List<Condition> previous = List.of(BEFORE);
    // When
    Condition condition = Condition.of(previous, "Degraded", false, "Healthy", "", null, NOW);
    // Then
    assertThat(condition.lastTransitionTime()).isEqualTo("2026-11-22T12:34:56Z");
  }

  @Test
  void shouldCutTheMessageWhenKubernetesWouldRefuseItsLength() {
    // Given
    String message = "node ".repeat(10_000);
    // When
    Condition condition = Condition.of(List.of(), "Degraded", true, "Error", message, null, NOW);
    // Then
    assertThat(condition.message()).hasSize(Condition.LONGEST_MESSAGE).endsWith("…");
  }

  @ParameterizedTest
  @CsvSource({"Idle, true", "Degraded, false", "idle, false"})
  void shouldBeFoundWhenTheTypeIsExactlyThat(String type, boolean found) {
    // Given
    List<Condition> conditions = List.of(BEFORE);
    // When
    Optional<Condition> condition = Condition.find(conditions, type);
    // Then
    assertThat(condition.isPresent()).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({"True, true", "False, false", "Unknown, false"})
  void shouldBeTrueWhenTheStatusIsTheWordTrue(String status, boolean expected) {
    // Given
    Condition condition = new Condition("Idle", status, null, "2026-11-22T10:00:00Z", "Idle", "");
    // When
    boolean isTrue = condition.isTrue();
    // Then
    assertThat(isTrue).isEqualTo(expected);
  }
}
