package dev.bootc.rollout.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceLengthsTest {
  @TempDir private Path folder;

  @Test
  void shouldBeContentWhenClassAndMethodAreAsLongAsTheyMayBe() throws IOException {
    // Given
    Path source = source(40, 250);

    // When
    List<String> tooLong = SourceLengths.tooLong(List.of(source));

    // Then
    assertThat(tooLong).isEmpty();
  }

  @Test
  void shouldNameTheMethodWhenItIsALineTooLong() throws IOException {
    // Given
    Path source = source(41, 250);

    // When
    List<String> tooLong = SourceLengths.tooLong(List.of(source));

    // Then
    assertThat(tooLong).containsExactly("Some.java:3 work has 41 lines, more than 40");
  }

  @Test
  void shouldNameTheClassWhenItIsALineTooLong() throws IOException {
    // Given
    Path source = source(40, 251);

    // When
    List<String> tooLong = SourceLengths.tooLong(List.of(source));

    // Then
    assertThat(tooLong).containsExactly("Some.java has 251 lines, more than 250");
  }

  private Path source(int linesOfTheMethod, int lines) throws IOException {
    String method = "  void work() {\n" + "    // Works.\n".repeat(linesOfTheMethod - 2) + "  }\n";
    String rest = "  // Rests.\n".repeat(lines - linesOfTheMethod - 3);
    return Files.writeString(
        folder.resolve("Some.java"), "class Some {\n\n" + method + rest + "}\n");
  }
}
