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

final class DocumentedTestsTest {
  @TempDir private Path root;

  @BeforeEach
  void writeTest() throws IOException {
    Path folder = Files.createDirectories(root.resolve("operator/src/test/java"));
    Files.writeString(
        folder.resolve("DrainIT.java"), "class DrainIT {\n  void shouldStopAtOnce() {}\n}\n");
    Files.createDirectories(root.resolve("docs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"see `DrainIT`", "| `DrainIT.shouldStopAtOnce` |", "WAIT, and wait"})
  void shouldBeContentWhenTheTestIsThere(String line) throws IOException {
    // Given
    write(line);

    // When
    List<String> violations = DocumentedTests.violations(new SourceFolders(root), 0);

    // Then
    assertThat(violations).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "`CordonIT`,                docs/page.md:1: there is no test CordonIT",
    "`DrainIT.shouldGoOn`,      docs/page.md:1: DrainIT has no shouldGoOn",
  })
  void shouldNameItWhenTheTestIsNotThere(String line, String complaint) throws IOException {
    // Given
    write(line);

    // When
    List<String> violations = DocumentedTests.violations(new SourceFolders(root), 1);

    // Then
    assertThat(violations).containsExactly(complaint);
  }

  @Test
  void shouldNotBeContentWhenNoTestIsNamed() throws IOException {
    // Given
    write("nothing is promised");

    // When
    List<String> violations = DocumentedTests.violations(new SourceFolders(root), 1);

    // Then
    assertThat(violations).containsExactly("expected at least 1 tests, found 0");
  }

  private void write(String line) throws IOException {
    Files.writeString(root.resolve("docs/page.md"), line + "\n");
  }
}
