package dev.bootc.rollout.playground.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Figures as Markdown: one row for each figure, its name first. */
final class FigureTable {
  private final StringBuilder text = new StringBuilder();

  FigureTable(List<String> columns) {
    text.append("| | ").append(String.join(" | ", columns)).append(" |\n");
    text.append("|---".repeat(columns.size() + 1)).append("|\n");
  }

  FigureTable row(String name, List<String> cells) {
    text.append(
        Stream.concat(Stream.of(name), cells.stream())
            .collect(Collectors.joining(" | ", "| ", " |\n")));
    return this;
  }

  String text() {
    return text.toString();
  }
}
