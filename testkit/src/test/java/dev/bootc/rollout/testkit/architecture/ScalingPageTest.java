package dev.bootc.rollout.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/operations/scaling.md calls measured stands among the measurements. */
final class ScalingPageTest {
  private static final Path DOCS = SourceFolders.ofThisCheckout().modules().resolve("docs");
  private static final Pattern MEASURED =
      Pattern.compile("(?s)\n## What it needs\n(.*?)\n\\*\\*Not measured");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:,[0-9]{3})*(?:\\.[0-9]+)?");

  @Test
  void shouldTellOnlyFiguresThatWereMeasured() throws IOException {
    // Given
    String page = Files.readString(DOCS.resolve("operations/scaling.md"));
    Set<String> measured = numbers(Files.readString(DOCS.resolve("performance.md")));

    // When
    Set<String> told =
        MEASURED
            .matcher(page)
            .results()
            .flatMap((MatchResult section) -> numbers(section.group(1)).stream())
            .collect(Collectors.toCollection(TreeSet::new));

    // Then
    assertThat(told).hasSizeGreaterThan(20).isSubsetOf(measured);
  }

  private static Set<String> numbers(String text) {
    return NUMBER
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
