package dev.bootc.rollout.workflows.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTextTest {
  @Test
  void shouldMarkNothingOfTheNextNodeWhenALineNamesSeveral() {
    // When
    String shown =
        ShownText.in("halted: a (kubectl annotate bn a b-, since 12:00), c (d), e (kubectl x)");

    // Then
    assertThat(shown)
        .startsWith("halted: a (`kubectl annotate bn a b-`, since 12:00), c (d), e (`kubectl x");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '#',
      value = {
        "5/5 updated, 5\u2060/5 updated",
        "to try it again: kubectl annotate bnp a --overwrite b=\"$(date)\"; 5/5 updated,"
            + " to try it again: `kubectl annotate bnp a --overwrite b=\"$(date)\"`; 5\u2060/5 updated",
        "again: kubectl annotate bn a b-, again: `kubectl annotate bn a b-`",
        "held: kubectl cordon a lets it go on, held: `kubectl cordon a` lets it go on",
        "kubectl get ns -o yaml says what holds it, `kubectl get ns -o yaml` says what holds it",
        "make it by \"kubectl create secret generic a\" anew,"
            + " make it by \"`kubectl create secret generic a`\" anew",
        "paused by field manager kubectl-patch, paused by field manager kubectl-patch",
      })
  void shouldMarkCommandsAsCodeWhenALineHasThem(String line, String shown) {
    // When // Then
    assertThat(ShownText.in(line)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '#',
      value = {
        "a *b* [c](d) <e>, a \\*b\\* \\[c](d) \\<e>",
        "`rm` and \\, \\`rm\\` and \\\\",
        "snake_case _so_, snake_case \\_so\\_",
        "~~gone~~, \\~\\~gone\\~\\~",
        "$5 & $6 -- &lt;..., \\$5 \\& \\$6 \\-\\- \\&lt;\\.\\..",
        "back by \"bootc switch --retain a@b\" and bootc status, back by \"`bootc switch --retain a@b`\" and bootc status",
      })
  void shouldShowWhatOthersWroteAsItWasWrittenWhenItLooksLikeMarkdown(String line, String shown) {
    // When // Then
    assertThat(ShownText.in(line)).isEqualTo(shown);
  }
}
