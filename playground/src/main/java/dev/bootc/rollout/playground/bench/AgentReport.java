package dev.bootc.rollout.playground.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Measurements of agents as Markdown: one row for each figure, one column for each run. */
final class AgentReport {

  private static final int MEBIBYTE = 20;

  private final List<AgentMeasurement> measurements;

  AgentReport(List<AgentMeasurement> measurements) {
    this.measurements = List.copyOf(measurements);
  }

  String text() {
    List<String> columns = new ArrayList<>(List.of("aim"));
    for (int run = 1; run <= measurements.size(); run++) {
      columns.add("run " + run);
    }
    FigureTable table = new FigureTable(columns);
    row(table, "resident, idle", "≤ 64 MiB", run -> mebibytes(run.idleMemory()));
    row(table, "most resident since the start", "", run -> mebibytes(run.idlePeak()));
    row(table, "most resident while staging", "≤ 96 MiB", run -> mebibytes(run.stagingPeak()));
    row(table, "start until ready", "≤ 2 s", run -> seconds(run.start()));
    row(table, "CPU time of the start", "", run -> seconds(run.startCpu()));
    row(table, "CPU seconds an hour, idle", "", run -> number(run.idleCpuSecondsAnHour()));
    row(
        table,
        "API requests an hour, idle, beside the watch",
        "0",
        run -> number(run.idleRequestsAnHour()));
    row(table, "size of the program", "", run -> mebibytes(run.programSize()));
    return table.text();
  }

  private void row(
      FigureTable table, String name, String aim, Function<AgentMeasurement, String> figure) {
    table.row(name, Stream.concat(Stream.of(aim), measurements.stream().map(figure)).toList());
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", (double) bytes / (1 << MEBIBYTE));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
