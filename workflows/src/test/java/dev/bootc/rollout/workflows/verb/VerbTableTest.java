package dev.bootc.rollout.workflows.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.AllowedVerbs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in the docs; {@code -Dupdate.golden=true} draws it anew. */
class VerbTableTest {
  private static final Path DOCS = Path.of("..", "docs", "reference", "steering.md");
  private static final String BEGIN = "<!-- table of VerbDecision, drawn by a test -->\n";
  private static final String END = "<!-- end of the table -->\n";

  /** Columns that say the same, next to each other. */
  private record Column(List<VerbColumn> phases, Map<Verb, String> cells) {}

  @Test
  void shouldBeDrawnInTheDocsAsItIsInTheCode() throws IOException {
    // Given
    String docs = Files.readString(DOCS);
    int begin = docs.indexOf(BEGIN) + BEGIN.length();
    int end = docs.indexOf(END);

    // When
    String drawn = table(columns());

    // Then
    if (Boolean.getBoolean("update.golden")) {
      docs = docs.substring(0, begin) + drawn + docs.substring(end);
      Files.writeString(DOCS, docs);
      end = docs.indexOf(END);
    }
    assertThat(docs.substring(begin, end)).isEqualTo(drawn);
  }

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (VerbColumn phase : VerbColumn.values()) {
      Map<Verb, String> cells = new EnumMap<>(Verb.class);
      for (Verb verb : Verb.values()) {
        cells.put(verb, cell(verb, phase));
      }
      if (!columns.isEmpty() && columns.getLast().cells().equals(cells)) {
        columns.getLast().phases().add(phase);
      } else {
        columns.add(new Column(new ArrayList<>(List.of(phase)), cells));
      }
    }
    return columns;
  }

  private static String cell(Verb verb, VerbColumn phase) {
    VerbOrder order = VerbColumn.order(verb);
    String anybody = VerbColumn.word(VerbDecision.of(order, phase.standing(AllowedVerbs.HOLD)));
    String all = VerbColumn.word(VerbDecision.of(order, phase.standing(AllowedVerbs.ALL)));
    return anybody.equals(all) ? all : all + " with `All`";
  }

  private static String table(List<Column> columns) {
    StringBuilder drawn = new StringBuilder("| update |");
    columns.forEach(column ->
        drawn
            .append(' ')
            .append(
                column.phases().stream().map(VerbColumn::title).collect(Collectors.joining(", ")))
            .append(" |"));
    drawn.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    for (Verb verb : Verb.values()) {
      drawn.append("| `").append(verb.text()).append("` |");
      columns.forEach(column -> drawn.append(' ').append(column.cells().get(verb)).append(" |"));
      drawn.append('\n');
    }
    return drawn.toString();
  }
}
