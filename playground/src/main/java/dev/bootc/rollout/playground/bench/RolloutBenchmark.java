package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.playground.launch.ProgramRun;
import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import dev.bootc.rollout.playground.launch.Waiting;
import dev.bootc.rollout.playground.temporal.TemporalView;
import dev.bootc.rollout.playground.temporal.WorkflowRun;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import dev.bootc.rollout.testkit.servers.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures rollouts of one pool from one digest to the next. The clock runs from the edit of the
 * pool until the pool says that it is up to date; servers, nodes and the pool are there before.
 */
@Command(
    name = "rollout",
    sortOptions = false,
    description = "Rolls a digest over a light fleet and says how long it took and what it cost.")
@SuppressWarnings("NullAway.Init") // picocli sets the spec before it calls.
final class RolloutBenchmark implements Callable<Integer> {

  private static final Duration SETTLES_WITHIN = Duration.ofSeconds(30);
  private static final String NODE_WORKFLOW = "NodeUpdate";

  @Mixin private final RolloutOptions options = new RolloutOptions();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!options.problem().isEmpty()) {
      throw new ParameterException(spec.commandLine(), options.problem());
    }
    RunFolder folder = RunFolder.create("bench");
    return ProgramRun.in(folder, RolloutBenchmark::say, started -> run(folder, started));
  }

  private int run(RunFolder folder, Started started) {
    RolloutSetting setting = options.setting();
    RolloutCluster cluster = RolloutCluster.start(setting, folder, started, RolloutBenchmark::say);
    say("creating the pool");
    cluster.createPool(setting);
    List<RolloutMeasurement> measurements = new ArrayList<>();
    for (int run = 1; run <= options.runs; run++) {
      say("rollout " + run + " of " + options.runs);
      RolloutMeasurement measurement = measure(cluster, setting, run);
      say(
          "took %s, the recorder says: %s"
              .formatted(measurement.wall(), measurement.findings().text()));
      measurements.add(measurement);
    }
    RolloutReport report = new RolloutReport(setting);
    System.out.println(report.rollouts(measurements));
    if (options.requests) {
      System.out.println(report.requests(measurements.getLast()));
    }
    return measurements.stream().allMatch(RolloutBenchmark::isGood) ? 0 : 1;
  }

  private static RolloutMeasurement measure(
      RolloutCluster cluster, RolloutSetting setting, int image) {
    try (Recorder recorder = Recorder.start(cluster.controlPlane().adminConfig())) {
      Instant start = Instant.now();
      cluster.edit(image);
      cluster.awaitUpToDate(image, setting.nodes());
      Instant end = Instant.now();
      TemporalView temporal = TemporalView.of(cluster.temporal());
      boolean _ = Waiting.until(SETTLES_WITHIN, () -> temporal.running().isEmpty());
      Findings findings = recorder.finish();
      AuditLog audit = AuditLog.read(cluster.controlPlane().auditLog()).since(start);
      List<WorkflowRun> runs = temporal.runs("StartTime >= \"" + start + "\"");
      return new RolloutMeasurement(
          Duration.between(start, end),
          Duration.between(start, first(findings, "cordoned").orElse(start)),
          Duration.between(last(findings, "Ready").orElse(end), end),
          Requests.byProgram(audit),
          Requests.byOperatorsCall(audit),
          events(runs, run -> !run.type().equals(NODE_WORKFLOW)),
          events(runs, run -> run.type().equals(NODE_WORKFLOW)),
          cluster.operator().peakMemory(),
          cluster.cordoned(),
          findings);
    }
  }

  private static Optional<Instant> first(Findings findings, String what) {
    return moments(findings, what).min(Comparator.naturalOrder());
  }

  private static Optional<Instant> last(Findings findings, String what) {
    return moments(findings, what).max(Comparator.naturalOrder());
  }

  private static Stream<Instant> moments(Findings findings, String what) {
    return findings.timelines().values().stream()
        .flatMap(List::stream)
        .filter(moment -> moment.what().equals(what))
        .map(Findings.Moment::at);
  }

  private static long events(List<WorkflowRun> runs, Predicate<WorkflowRun> which) {
    return runs.stream().filter(which).mapToLong(WorkflowRun::events).sum();
  }

  private static boolean isGood(RolloutMeasurement measurement) {
    return measurement.findings().isClean() && measurement.leftCordoned() == 0;
  }

  private static void say(String line) {
    System.err.println("bench: " + line);
  }
}
