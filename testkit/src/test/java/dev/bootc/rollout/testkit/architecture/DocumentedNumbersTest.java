package dev.bootc.rollout.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentedNumbersTest {
  private static final String LIMITS =
      """
      final class Limits {
        static final Duration HEARTBEAT = Duration.ofSeconds(90);
        private static final int EVENTS = 4_000;
        static final int WEEK_SECONDS = 7 * 24 * HOUR;
        static final int HOUR = 3600;
        static final Duration OPEN = Clock.now();

        @Option(names = "--lease-duration-seconds", defaultValue = "15")
        String leaseDurationSeconds;
      }
      """;

  @TempDir private Path root;

  @BeforeEach
  void writeSource() throws IOException {
    Path folder = Files.createDirectories(root.resolve("operator/src/main/java"));
    Files.writeString(folder.resolve("Limits.java"), LIMITS);
    Files.createDirectories(root.resolve("docs/internals"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "after 90 s<!-- Limits.HEARTBEAT --> or so",
        "after 1.5 minutes<!--Limits.HEARTBEAT-->",
        "| `90 s`<!-- Limits.HEARTBEAT --> | 4,000 events<!-- Limits.EVENTS --> |",
        "4,000<!-- Limits.EVENTS --> of them",
        "7 days<!-- Limits.WEEK_SECONDS -->",
        "a lease of 15 s<!-- Limits.leaseDurationSeconds -->"
      })
  void shouldBeContentWhenTheNumberIsTheCodes(String line) throws IOException {
    // Given
    write(line);

    // When
    List<String> violations = violations();

    // Then
    assertThat(violations).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          after 9 s<!-- Limits.HEARTBEAT -->     | says 9 s, and Limits.HEARTBEAT is 90000 ms
          after 90<!-- Limits.HEARTBEAT -->      | says 90, and Limits.HEARTBEAT is 90000 ms
          4,001 events<!-- Limits.EVENTS -->     | says 4,001 events, and Limits.EVENTS is 4000
          ninety<!-- Limits.HEARTBEAT -->        | has no number before Limits.HEARTBEAT
          9 s<!-- Limits.LEASE -->               | Limits.java sets LEASE to 0 values: []
          9 s<!-- Elsewhere.LEASE -->            | Elsewhere.LEASE is of 0 classes: []
          9 s<!-- Limits.OPEN -->                | cannot be read: Clock.now()
          """)
  void shouldTellTheLineWhenTheNumberIsNot(String line, String complaint) throws IOException {
    // Given
    write("one\n" + line);

    // When
    List<String> violations = violations();

    // Then
    assertThat(violations)
        .singleElement()
        .asString()
        .startsWith("docs/internals/page.md:2")
        .endsWith(complaint);
  }

  @Test
  void shouldFailWhenThereAreFewerNumbersThanExpected() throws IOException {
    // Given
    write("no number, <!-- generated --> and no constant");

    // When
    List<String> violations = violations();

    // Then
    assertThat(violations).containsExactly("expected at least 1 numbers, found 0");
  }

  private void write(String text) throws IOException {
    Files.writeString(root.resolve("docs/internals/page.md"), text);
  }

  private List<String> violations() {
    return DocumentedNumbers.violations(new SourceFolders(root), 1);
  }
}
