package dev.bootc.rollout.workflows.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownCommandsTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '#',
      value = {
        "5/5 updated, 5/5 updated",
        "to try it again: kubectl annotate bnp a --overwrite b=\"$(date)\"; 5/5 updated,"
            + " to try it again: `kubectl annotate bnp a --overwrite b=\"$(date)\"`; 5/5 updated",
        "again: kubectl annotate bn a b-, again: `kubectl annotate bn a b-`",
        "`kubectl get bnp` is marked, `kubectl get bnp` is marked",
        "paused by field manager kubectl-patch, paused by field manager kubectl-patch",
      })
  void shouldMarkCommandsAsCodeWhenALineHasThem(String line, String shown) {
    // When // Then
    assertThat(ShownCommands.in(line)).isEqualTo(shown);
  }
}
