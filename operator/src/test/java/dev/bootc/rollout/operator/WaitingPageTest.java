package dev.bootc.rollout.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WaitingPageTest {
  private static final Path PAGE = Path.of("../docs/reference/waiting.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Za-z]+)` \\|[^|]+\\|[^|]+\\|.+\\|.*(Test|IT)\\b.*\\|$");

  @Test
  void shouldExplainEveryKindInItsOrderWithATest() throws IOException {
    // Given
    List<String> kinds = Arrays.stream(Kind.values()).map(Kind::text).toList();

    // When
    List<String> rows =
        Files.readAllLines(PAGE).stream()
            .flatMap(line -> ROW.matcher(line).results())
            .map((MatchResult row) -> row.group(1))
            .toList();

    // Then
    assertThat(rows).containsExactlyElementsOf(kinds);
  }
}
