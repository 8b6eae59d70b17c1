package dev.bootc.rollout.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaxUnhealthyTest {

  @ParameterizedTest
  @CsvSource({"1, 10, 1", "7, 3, 7", "10%, 10, 1", "10%, 11, 2", "1%, 0, 1", "100%, 7, 7"})
  void shouldRoundPercentagesUpWhenItIsApplied(String text, int nodes, int expected) {
    // When
    int limit = MaxUnhealthy.parse(text).of(nodes);

    // Then
    assertThat(limit).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1, 10, 1", "0, 10, 1", "2, 10, 2", "50%, 10, 2", "10%, 10, 1"})
  void shouldBeTwoOrTheBudgetWhenThePoolSaysNothing(String budget, int nodes, int expected) {
    // When
    int limit = MaxUnhealthy.of(MaxUnavailable.parse(budget), nodes);

    // Then
    assertThat(limit).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0%", "101%", "-1", "", "two", "1.5", "99999999999", "1 %", "null"})
  void shouldSayTheValueAndTheMendWhenItIsNeitherNumberNorPercentage(String text) {
    // When, Then
    assertThatThrownBy(() -> MaxUnhealthy.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"")
        .hasMessageContaining("use 1, 2, … or 1% to 100%");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "7", "1%", "100%"})
  void shouldPrintWhatItReadWhenAsked(String text) {
    // When, Then
    assertThat(MaxUnhealthy.parse(text)).hasToString(text);
    assertThat(MaxStaging.parse(text)).hasToString(text);
  }
}
