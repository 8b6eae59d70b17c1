package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.playground.launch.ProgramRun;
import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import dev.bootc.rollout.playground.temporal.TemporalUpdates;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how soon a rollout does what it is told. */
@Command(
    name = "verbs",
    sortOptions = false,
    description = {
      "Tells a rollout each verb, by a workflow update and by kubectl's field or annotation, and says how long it takes until",
      "the pool's status, or the node, shows its effect."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the spec before it calls.
final class VerbsBenchmark implements Callable<Integer> {

  /** Hosts are quick, so that what is measured is the product. */
  private static final Duration HOST = Duration.ofMillis(200);

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Nodes of the pool. Default: ${DEFAULT-VALUE}",
      defaultValue = "20")
  private int nodes = 20;

  @Option(
      names = "--runs",
      paramLabel = "R",
      description = "How often each verb is told in each way. Default: ${DEFAULT-VALUE}",
      defaultValue = "5")
  private int runs = 5;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this.")
  boolean help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (nodes < 2 || runs < 1) {
      throw new ParameterException(
          spec.commandLine(), "--nodes is a number from 2, --runs one from 1");
    }
    RunFolder folder = RunFolder.create("bench");
    return ProgramRun.in(folder, RolloutRuns::say, started -> run(folder, started));
  }

  private int run(RunFolder folder, Started started) {
    RolloutSetting setting = new RolloutSetting(nodes, nodes, HOST, HOST, false);
    RolloutCluster cluster =
        RolloutCluster.start(
            setting, stage -> Contender.product(stage, 1), folder, started, RolloutRuns::say);
    TemporalUpdates updates = TemporalUpdates.to(cluster.contender().temporal().orElseThrow());
    VerbTimes times = new VerbTimes();
    VerbRound round = new VerbRound(new VerbScene(cluster, updates, times));
    for (int run = 1; run <= runs; run++) {
      RolloutRuns.say("round " + run + " of " + runs);
      round.play();
    }
    System.out.println(times.text());
    return 0;
  }
}
