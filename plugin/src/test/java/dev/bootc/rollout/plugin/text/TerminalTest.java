package dev.bootc.rollout.plugin.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void shouldLetNothingPassThatDoesSomethingToATerminalButOurColours() {
    // Given
    Terminal painted = Terminal.of(true, Map.of("TERM", "xterm"));
    String line =
        painted.paint(Colour.RED, "Halted") + "\u001b[2J\u009b31m\u202egpj\r\n\u0007 扇 👩\u200d🔧";

    // When
    String clean = painted.clean(line);

    // Then
    assertThat(clean).isEqualTo("\u001b[31mHalted\u001b[0m [2J 31m gpj    扇 👩\u200d🔧");
    assertThat(Terminal.NONE.clean(line)).doesNotContain("\u001b").contains("Halted");
  }
}
