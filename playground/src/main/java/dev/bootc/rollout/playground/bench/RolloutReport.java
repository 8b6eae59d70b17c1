package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.playground.bench.RolloutMeasurement.TemporalFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Measurements of rollouts as Markdown: one row for each figure, one column for each rollout and
 * one for their medians. Where the servers were the same for all, the first rollout is apart: what
 * it costs to be the first is not in the later ones.
 */
final class RolloutReport {
  private static final int MEBIBYTE = 20;
  private static final int KIBIBYTE = 10;

  private final RolloutSetting setting;
  private final List<RolloutMeasurement> measurements;
  private final List<Column> columns;

  /** Rollouts whose median is shown. */
  private record Column(String name, List<RolloutMeasurement> rollouts) {
    double median(ToDoubleFunction<RolloutMeasurement> figure) {
      double[] sorted = values(figure).sorted().toArray();
      return sorted.length == 0
          ? Double.NaN
          : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    double most(ToDoubleFunction<RolloutMeasurement> figure) {
      return values(figure).max().orElse(Double.NaN);
    }

    private DoubleStream values(ToDoubleFunction<RolloutMeasurement> figure) {
      return rollouts.stream().mapToDouble(figure).filter(value -> !Double.isNaN(value));
    }
  }

  RolloutReport(RolloutSetting setting, List<RolloutMeasurement> measurements) {
    this.setting = setting;
    this.measurements = List.copyOf(measurements);
    this.columns = columns(setting.bare(), this.measurements);
  }

  private static List<Column> columns(boolean bare, List<RolloutMeasurement> measurements) {
    List<Column> columns = new ArrayList<>();
    for (RolloutMeasurement rollout : measurements) {
      String kind = bare || columns.isEmpty() ? "first" : "later";
      columns.add(new Column(kind + " (" + (columns.size() + 1) + ")", List.of(rollout)));
    }
    List<RolloutMeasurement> alike =
        bare ? measurements : measurements.subList(1, measurements.size());
    if (alike.size() > 1) {
      columns.add(new Column(bare ? "median" : "median of later", alike));
    }
    return columns;
  }

  String text() {
    FigureTable table = new FigureTable(columns.stream().map(Column::name).toList());
    times(table);
    processors(table);
    memory(table);
    temporal(table);
    plans(table);
    median(table, "API requests a node, all", each(run -> sum(run.requests())), "%.1f");
    median(table, "API requests a node, the controller's", each(run -> sum(run.calls())), "%.1f");
    most(table, "left cordoned", RolloutMeasurement::leftCordoned);
    most(table, "promises broken, says the recorder", RolloutReport::violations);
    return head() + table.text();
  }

  /** Who asked the API server how often, and what the controller asked, in the last rollout. */
  String requests() {
    RolloutMeasurement last = measurements.getLast();
    FigureTable programs = new FigureTable(List.of("requests", "a node"));
    appendCounts(programs, last.requests());
    FigureTable calls = new FigureTable(List.of("the controller's requests", "a node"));
    appendCounts(calls, last.calls());
    return programs.text() + "\n" + calls.text();
  }

  private String head() {
    return "%d nodes, %d at a time, %s to stage, %s away, bound by the hosts alone: %s; %d processors%s\n\n"
        .formatted(
            setting.nodes(),
            setting.maxUnavailable(),
            seconds(setting.stage()),
            seconds(setting.reboot()),
            seconds(setting.bound()),
            Runtime.getRuntime().availableProcessors(),
            setting.bare() ? "; bare" : "");
  }

  private void times(FigureTable table) {
    median(table, "wall", run -> run.times().wall().toMillis() / 1000.0, "%.1f s");
    median(table, "turnaround p50", run -> millis(run.times().turnaround50()), "%.0f ms");
    median(table, "turnaround p99", run -> millis(run.times().turnaround99()), "%.0f ms");
    median(
        table, "slots in use", run -> 100 * run.times().slotsInUse().orElse(Double.NaN), "%.1f %%");
    median(
        table,
        "edit → first cordon",
        run -> run.times().toFirstSlot().toMillis() / 1000.0,
        "%.1f s");
    median(
        table,
        "last node back → up to date",
        run -> run.times().afterLastBack().toMillis() / 1000.0,
        "%.1f s");
  }

  private void processors(FigureTable table) {
    for (String program : measurements.getFirst().processors().byProgram().keySet()) {
      median(
          table,
          "CPU a node, " + program,
          each(run -> run.processors().byProgram().getOrDefault(program, Duration.ZERO).toMillis()),
          "%.1f ms");
    }
    median(
        table,
        "CPU a node, all of these",
        each(run -> run.processors().total().toMillis()),
        "%.1f ms");
    median(
        table,
        "CPU a node, other programs",
        each(run -> run.processors().others().toMillis()),
        "%.1f ms");
    median(table, "processors idle", run -> 100 * run.processors().idleShare(), "%.1f %%");
  }

  private void memory(FigureTable table) {
    for (String program : measurements.getFirst().peakMemory().keySet()) {
      median(
          table,
          "peak memory, " + program,
          run -> run.peakMemory().getOrDefault(program, 0L) >> MEBIBYTE,
          "%.0f MiB");
    }
  }

  private void temporal(FigureTable table) {
    median(table, "Temporal events a node, pool", temporal(TemporalFigures::poolEvents), "%.1f");
    median(table, "Temporal events a node, node", temporal(TemporalFigures::nodeEvents), "%.1f");
    median(
        table,
        "Temporal's file, growth a node",
        temporal(figures -> figures.growth() >> KIBIBYTE),
        "%.1f KiB");
  }

  private void plans(FigureTable table) {
    median(table, "gathering for a plan, mean", plan(plans -> plans.gathering().mean()), "%.2f ms");
    median(table, "gathering for a plan, most", plan(plans -> plans.gathering().most()), "%.1f ms");
    median(table, "deciding a plan, mean", plan(plans -> plans.deciding().mean()), "%.2f ms");
    median(table, "deciding a plan, most", plan(plans -> plans.deciding().most()), "%.1f ms");
  }

  /** In milliseconds. */
  private static ToDoubleFunction<RolloutMeasurement> plan(ToDoubleFunction<PlanFigures> seconds) {
    return run -> 1000 * run.plans().map(seconds::applyAsDouble).orElse(Double.NaN);
  }

  private void median(
      FigureTable table, String name, ToDoubleFunction<RolloutMeasurement> figure, String format) {
    row(table, name, column -> column.median(figure), value -> format.formatted(value));
  }

  private void most(FigureTable table, String name, ToDoubleFunction<RolloutMeasurement> figure) {
    row(table, name, column -> column.most(figure), value -> "%.0f".formatted(value));
  }

  private void row(
      FigureTable table,
      String name,
      ToDoubleFunction<Column> figure,
      DoubleFunction<String> text) {
    table.row(
        name,
        columns.stream()
            .map(column -> figure.applyAsDouble(column))
            .map(value -> Double.isNaN(value) ? "–" : text.apply(value))
            .toList());
  }

  private ToDoubleFunction<RolloutMeasurement> each(ToDoubleFunction<RolloutMeasurement> all) {
    return run -> all.applyAsDouble(run) / setting.nodes();
  }

  private ToDoubleFunction<RolloutMeasurement> temporal(ToDoubleFunction<TemporalFigures> figure) {
    return each(run -> run.temporal().map(figure::applyAsDouble).orElse(Double.NaN));
  }

  private static double violations(RolloutMeasurement run) {
    return run.findings().map(found -> (double) found.violations().size()).orElse(Double.NaN);
  }

  private static double millis(Optional<Duration> time) {
    return time.map(found -> (double) found.toMillis()).orElse(Double.NaN);
  }

  private static long sum(SortedMap<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private void appendCounts(FigureTable table, SortedMap<String, Long> counts) {
    counts.forEach((name, count) ->
        table.row(
            name,
            List.of(Long.toString(count), "%.2f".formatted((double) count / setting.nodes()))));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
