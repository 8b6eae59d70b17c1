package dev.bootc.rollout.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedSwitchesTest {
  private static final String SWITCHING =
      """
      final class Switching {
        sealed interface Answer permits Yes, No {}
        record Yes() implements Answer {}
        record No() implements Answer {}

        int number(Answer answer, int count) {
          BODY
        }
      }
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return switch (answer) { case Yes _ -> 1; default -> 0; };",
        "switch (answer) { case Yes _ -> { return 1; } default -> { return 0; } }",
        "return switch (answer) { case Yes _ -> 1; case null, default -> 0; };"
      })
  void shouldTellTheLineWhenASwitchOverASealedTypeHasADefault(String body) throws IOException {
    // Given
    Path source = source(body);

    // When
    List<String> found = SealedSwitches.withDefault(List.of(source));

    // Then
    assertThat(found)
        .containsExactly("Switching.java:7 has a default in a switch over the sealed Answer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return switch (answer) { case Yes _ -> 1; case No _ -> 0; };",
        "return switch (count) { case 1 -> 1; default -> 0; };"
      })
  void shouldBeContentWhenASwitchNamesEveryKindOrThereAreNone(String body) throws IOException {
    // Given
    Path source = source(body);

    // When
    List<String> found = SealedSwitches.withDefault(List.of(source));

    // Then
    assertThat(found).isEmpty();
  }

  @Test
  void shouldFailWhenTheSourcesDoNotCompile() throws IOException {
    // Given
    Path source = source("return nothing;");

    // When
    ThrowingCallable search = () -> SealedSwitches.withDefault(List.of(source));

    // Then
    assertThatThrownBy(search)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Switching.java:7");
  }

  private Path source(String body) throws IOException {
    return Files.writeString(folder.resolve("Switching.java"), SWITCHING.replace("BODY", body));
  }
}
