package dev.bootc.rollout.plugin.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.plugin.text.Table.Cell;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Map<String, String> NARROW = Map.of("COLUMNS", "40");

  @Test
  void shouldCutNothingWhenItGoesToAFile() {
    // Given
    Table table = table("扇".repeat(100));

    // When
    List<String> lines = table.lines(Terminal.NONE);

    // Then
    assertThat(lines).containsExactly("POOL  WHY", "a     " + "扇".repeat(100));
  }

  @Test
  void shouldFitTheTerminalWhateverTheNamesAre() {
    // Given
    Table table = new Table("POOL", "PHASE", "WHY");
    table.row(Cell.of("p".repeat(253)), Cell.of("Rolling"), Cell.of("扇風機".repeat(50)));
    table.row(Cell.of("q"), Cell.of("Completed"), Cell.of("-"));

    // When
    List<String> lines = table.lines(Terminal.of(true, Map.of("COLUMNS", "40", "NO_COLOR", "1")));

    // Then
    assertThat(lines).allSatisfy(line -> assertThat(Columns.of(line)).isLessThanOrEqualTo(40));
    assertThat(lines.get(1)).contains("Rolling").contains("…");
    assertThat(lines.get(2)).contains("Completed");
  }

  @Test
  void shouldPaintOnATerminalOnly() {
    // Given
    Table table = new Table("PHASE");
    table.row(new Cell("Halted", Colour.RED));

    // When
    String painted = table.lines(Terminal.of(true, NARROW)).getLast();

    // Then
    assertThat(painted).isEqualTo("\u001b[31mHalted\u001b[0m");
    assertThat(table.lines(Terminal.of(false, NARROW)).getLast()).isEqualTo("Halted");
    assertThat(table.lines(Terminal.of(true, Map.of("NO_COLOR", "1"))).getLast())
        .isEqualTo("Halted");
    assertThat(table.lines(Terminal.of(true, Map.of("TERM", "dumb"))).getLast())
        .isEqualTo("Halted");
  }

  private static Table table(String why) {
    Table table = new Table("POOL", "WHY");
    table.row(Cell.of("a"), Cell.of(why));
    return table;
  }
}
