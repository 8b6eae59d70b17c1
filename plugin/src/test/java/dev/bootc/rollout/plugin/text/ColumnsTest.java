package dev.bootc.rollout.plugin.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {
  @ParameterizedTest
  @CsvSource({
    "worker-1, 8",
    "扇風機, 6",
    "Lüfter, 6",
    // An accent of its own, and a family of four that a person sees as one.
    "e\u0301, 1",
    "👨‍👩‍👧‍👦, 2",
    "🇩🇪, 2",
    "'', 0"
  })
  void shouldCountWhatATerminalShows(String text, int columns) {
    // When
    int counted = Columns.of(text);

    // Then
    assertThat(counted).isEqualTo(columns);
  }

  @ParameterizedTest
  @CsvSource({
    "worker-1, 8, worker-1",
    "worker-1, 7, worker…",
    "扇風機の故障, 6, 扇風…",
    // Half a letter is none.
    "扇風機の故障, 7, 扇風機…",
    "a👨‍👩‍👧‍👦b, 3, a…",
    "worker, 1, …",
    "worker, 0, ''"
  })
  void shouldCutBetweenWhatAPersonSeesAsOne(String text, int columns, String kept) {
    // When
    String cut = Columns.cut(text, columns);

    // Then
    assertThat(cut).isEqualTo(kept);
    assertThat(Columns.of(cut)).isLessThanOrEqualTo(columns);
  }

  @Test
  void shouldBreakAtBlanksAndLeaveAWordThatIsTooLongWhole() {
    // Given
    String text = "waits for pod shop/a-very-long-name of 扇風機 now";

    // When
    List<String> lines = Columns.wrap(text, 12);

    // Then
    assertThat(lines).containsExactly("waits for", "pod", "shop/a-very-long-name", "of 扇風機", "now");
  }
}
