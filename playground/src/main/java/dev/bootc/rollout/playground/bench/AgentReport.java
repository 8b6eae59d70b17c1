package dev.bootc.rollout.playground.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Measurements of agents as Markdown: one row for each figure, one column for each run. */
final class AgentReport {

  private static final int MEBIBYTE = 20;

  private final List<AgentMeasurement> measurements;

  AgentReport(List<AgentMeasurement> measurements) {
    this.measurements = List.copyOf(measurements);
  }

  String text() {
    return head()
        + row("resident, idle", "≤ 64 MiB", run -> mebibytes(run.idleMemory()))
        + row("most resident since the start", "", run -> mebibytes(run.idlePeak()))
        + row("most resident while staging", "≤ 96 MiB", run -> mebibytes(run.stagingPeak()))
        + row("start until ready", "≤ 2 s", run -> seconds(run.start()))
        + row("CPU time of the start", "", run -> seconds(run.startCpu()))
        + row("CPU seconds an hour, idle", "", run -> number(run.idleCpuSecondsAnHour()))
        + row(
            "API requests an hour, idle, beside the watch",
            "0",
            run -> number(run.idleRequestsAnHour()))
        + row("size of the program", "", run -> mebibytes(run.programSize()));
  }

  private String head() {
    return "| | aim |"
        + each(number -> " run " + number + " |")
        + "\n|---|---|"
        + each(_ -> "---|")
        + "\n";
  }

  private String each(Function<Integer, String> cell) {
    StringBuilder cells = new StringBuilder();
    for (int run = 1; run <= measurements.size(); run++) {
      cells.append(cell.apply(run));
    }
    return cells.toString();
  }

  private String row(String name, String aim, Function<AgentMeasurement, String> figure) {
    return measurements.stream()
        .map(figure)
        .collect(Collectors.joining(" | ", "| " + name + " | " + aim + " | ", " |\n"));
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
