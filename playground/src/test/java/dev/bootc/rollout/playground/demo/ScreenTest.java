package dev.bootc.rollout.playground.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:41:03Z"), ZoneOffset.UTC);

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @Test
  void shouldAppendOnlyTheLinesThatChangedWhenItIsNoTerminal() {
    // Given
    Screen screen = screen(false, 80);
    screen.show(List.of("pool  0 of 2", "node-1  staged", "node-2  staged"));

    // When
    screen.show(List.of("pool  0 of 2", "node-1  drains", "node-2  staged"));

    // Then
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            10:41:03  pool  0 of 2
            10:41:03  node-1  staged
            10:41:03  node-2  staged
            10:41:03  node-1  drains
            """);
  }

  @Test
  void shouldRedrawTheBoardBelowWhatWasSaidWhenItIsATerminal() {
    // Given
    Screen screen = screen(true, 80);
    screen.show(List.of("node-1  staged"));

    // When
    screen.say("hello");

    // Then
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .isEqualTo("\nnode-1  staged\n\u001b[2A\u001b[J10:41:03  hello\n\nnode-1  staged\n");
  }

  @Test
  void shouldGoOnInTheNextRowAndEraseBothWhenTheTerminalIsNarrow() {
    // Given
    Screen screen = screen(true, 24);
    screen.show(List.of("node-1  staged  budget 1 used up by node-2"));

    // When
    screen.say("hello");

    // Then
    String rows = "\nnode-1  staged  budget\n    1 used up by node-2\n";
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .isEqualTo(rows + "\u001b[3A\u001b[J10:41:03  hello\n" + rows);
  }

  @Test
  void shouldLeaveTheBoardWhenItIsSettled() {
    // Given
    Screen screen = screen(true, 80);
    screen.show(List.of("node-1  up to date"));

    // When
    screen.settle();
    screen.say("done");

    // Then
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .isEqualTo("\nnode-1  up to date\n10:41:03  done\n");
  }

  private Screen screen(boolean redraws, int width) {
    return new Screen(new PrintStream(shown, true, StandardCharsets.UTF_8), redraws, width, CLOCK);
  }
}
