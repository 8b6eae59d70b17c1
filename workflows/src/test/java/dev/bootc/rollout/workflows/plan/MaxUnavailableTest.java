package dev.bootc.rollout.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaxUnavailableTest {
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0",
    "1, 10, 1",
    "12, 10, 12",
    "0%, 10, 0",
    "1%, 3, 1",
    "10%, 10, 1",
    "10%, 11, 2",
    "33%, 3, 1",
    "34%, 3, 2",
    "50%, 5, 3",
    "100%, 7, 7",
    "50%, 0, 0",
    "100%, 2000000000, 2000000000"
  })
  void shouldRoundUpWhenItIsAPercentage(String text, int nodes, int expected) {
    // Given
    MaxUnavailable limit = MaxUnavailable.parse(text);

    // When
    int slots = limit.of(nodes);

    // Then
    assertThat(slots).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.5", "101%", "%", "10 %", " 1", "ten", "1000000000000"})
  void shouldNameTheValueAndTheMendWhenItIsMalformed(String text) {
    // Given // When // Then
    assertThatThrownBy(() -> MaxUnavailable.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\"%s\" is neither a number of nodes nor a percentage: use 0, 1, 2, … or 0%% to 100%%",
            text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "7", "0%", "100%"})
  void shouldPrintWhatItReadWhenAsked(String text) {
    // Given
    MaxUnavailable limit = MaxUnavailable.parse(text);

    // When
    String printed = limit.toString();

    // Then
    assertThat(printed).isEqualTo(text);
  }
}
