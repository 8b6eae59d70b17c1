package dev.bootc.rollout.playground.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long verbs took until they were so, by verb and way, in the order of the first time. */
final class VerbTimes {

  /** How something is told. */
  enum Way {
    UPDATE("Temporal update"),
    KUBECTL("kubectl");

    private final String text;

    Way(String text) {
      this.text = text;
    }
  }

  private record Row(String verb, Way way) {}

  private final Map<Row, List<Duration>> taken = new LinkedHashMap<>();

  void add(String verb, Way way, Duration time) {
    taken.computeIfAbsent(new Row(verb, way), _ -> new ArrayList<>()).add(time);
  }

  String text() {
    FigureTable table = new FigureTable(List.of("way", "median", "worst", "times"));
    taken.forEach((row, times) -> {
      List<Duration> sorted = times.stream().sorted().toList();
      table.row(
          row.verb(),
          List.of(
              row.way().text,
              seconds(sorted.get(sorted.size() / 2)),
              seconds(sorted.getLast()),
              Integer.toString(sorted.size())));
    });
    return table.text();
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }
}
