package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartsTest {
  private final List<String> closed = new ArrayList<>();
  private final Parts parts = new Parts();

  @Test
  void shouldCloseInTheOppositeOrderWhenClosed() {
    // Given
    parts.keep(() -> closed.add("first"));
    parts.keep(() -> closed.add("second"));

    // When
    parts.close();

    // Then
    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void shouldCloseAtOnceWhenAPartComesTooLate() {
    // Given
    parts.close();

    // When
    parts.keep(() -> closed.add("late"));

    // Then
    assertThat(closed).containsExactly("late");
  }

  @Test
  void shouldCloseTheOthersWhenOneCannotBeClosed() {
    // Given
    parts.keep(() -> closed.add("first"));
    parts.keep(() -> {
      throw new IllegalStateException("stuck");
    });
    parts.keep(() -> {
      throw new LinkageError("no such class");
    });

    // When
    parts.close();

    // Then
    assertThat(closed).containsExactly("first");
  }

  @Test
  void shouldCloseOnceWhenClosedTwice() {
    // Given
    parts.keep(() -> closed.add("only"));
    parts.close();

    // When
    parts.close();

    // Then
    assertThat(closed).containsExactly("only");
  }

  @Test
  void shouldCloseWhatWasBegunAndBeginAnewWhenItFailsHalfWay() {
    // Given
    parts.keep(() -> closed.add("first"));
    assertThatThrownBy(() ->
            parts.begin(begun -> {
              begun.keep(() -> closed.add("begun"));
              throw new IllegalStateException("half-way");
            }))
        .hasMessage("half-way");
    List<String> afterTheFailure = List.copyOf(closed);

    // When
    parts.begin(begun -> begun.keep(() -> closed.add("begun anew")));

    // Then
    assertThat(afterTheFailure).containsExactly("begun");
    parts.close();
    assertThat(closed).containsExactly("begun", "begun anew", "first");
  }
}
