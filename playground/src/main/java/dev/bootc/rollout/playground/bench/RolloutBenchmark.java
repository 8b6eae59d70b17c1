package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.playground.launch.Waiting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the product's rollouts of one pool from one digest to the next. */
@Command(
    name = "rollout",
    sortOptions = false,
    description = "Rolls a digest over a light fleet and says how long it took and what it cost.")
@SuppressWarnings("NullAway.Init") // picocli sets the spec before it calls.
final class RolloutBenchmark implements Callable<Integer> {

  @Mixin private final FleetOptions options = new FleetOptions();

  @Option(
      names = "--bare",
      description =
          "No recorder and no controller manager, and fresh servers for each rollout: to compare with other harnesses.")
  private boolean bare;

  @Option(
      names = "--operators",
      paramLabel = "N",
      description = "Operator processes, of which one leads. Default: ${DEFAULT-VALUE}",
      defaultValue = "1")
  private int operators = 1;

  @Option(
      names = "--look",
      description =
          "Keep everything up after the last rollout, until Ctrl-C, to look at it in Temporal's Web UI.")
  private boolean look;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    String problem = problem();
    if (!problem.isEmpty()) {
      throw new ParameterException(spec.commandLine(), problem);
    }
    return new RolloutRuns(
            options,
            options.setting(bare),
            stage -> Contender.product(stage, operators),
            look ? RolloutBenchmark::stay : () -> {})
        .run();
  }

  private String problem() {
    if (operators < 1) {
      return "--operators is a number from 1";
    }
    return look && bare
        ? "--look needs servers that stay, which --bare has not"
        : options.problem();
  }

  private static void stay() {
    RolloutRuns.say("all stays as it is until Ctrl-C");
    Waiting.forEver();
  }
}
