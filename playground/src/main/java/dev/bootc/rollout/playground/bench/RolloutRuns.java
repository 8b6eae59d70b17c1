package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.playground.launch.ProgramRun;
import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import java.util.ArrayList;
import java.util.List;

/** Rollouts by one kind of contender, and the report on them. */
final class RolloutRuns {
  private final FleetOptions options;
  private final RolloutSetting setting;
  private final Contender.Entrance entrance;
  private final Runnable afterwards;

  /**
   * @param afterwards what happens before the servers are stopped, once all is printed
   */
  RolloutRuns(
      FleetOptions options,
      RolloutSetting setting,
      Contender.Entrance entrance,
      Runnable afterwards) {
    this.options = options;
    this.setting = setting;
    this.entrance = entrance;
    this.afterwards = afterwards;
  }

  /** Runs and prints them, and answers with the exit code. */
  int run() {
    RunFolder folder = RunFolder.create("bench");
    return ProgramRun.in(folder, RolloutRuns::say, started -> run(folder, started));
  }

  private int run(RunFolder folder, Started started) {
    List<RolloutMeasurement> measurements =
        setting.bare() ? onFreshServers(folder, started) : onTheSameServers(folder, started);
    RolloutReport report = new RolloutReport(setting, measurements);
    System.out.println(report.text());
    if (options.requests) {
      System.out.println(report.requests());
    }
    afterwards.run();
    return measurements.stream().allMatch(RolloutMeasurement::isGood) ? 0 : 1;
  }

  private List<RolloutMeasurement> onTheSameServers(RunFolder folder, Started started) {
    RolloutCluster cluster =
        RolloutCluster.start(setting, entrance, folder, started, RolloutRuns::say);
    cluster
        .contender()
        .temporal()
        .ifPresent(temporal -> say("Temporal's Web UI is at " + temporal.uiAddress()));
    List<RolloutMeasurement> measurements = new ArrayList<>();
    for (int run = 1; run <= options.runs; run++) {
      measurements.add(measure(cluster, run));
    }
    return measurements;
  }

  private List<RolloutMeasurement> onFreshServers(RunFolder folder, Started started) {
    List<RolloutMeasurement> measurements = new ArrayList<>();
    for (int run = 1; run <= options.runs; run++) {
      try (Started ofTheRun = started.add(new Started(() -> {}))) {
        RolloutCluster cluster =
            RolloutCluster.start(setting, entrance, folder, ofTheRun, RolloutRuns::say);
        measurements.add(measure(cluster, run));
      }
    }
    return measurements;
  }

  private RolloutMeasurement measure(RolloutCluster cluster, int run) {
    say("rollout " + run + " of " + options.runs);
    RolloutMeasurement measurement = new RolloutMeter(cluster, setting).measure(run);
    say("took " + measurement.times().wall());
    measurement.findings().ifPresent(found -> say("the recorder says: " + found.text()));
    return measurement;
  }

  static void say(String line) {
    System.err.println("bench: " + line);
  }
}
