package dev.bootc.rollout.playground.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what machine, API server and fleet allow at most. */
@Command(
    name = "floor",
    sortOptions = false,
    description = {
      "Lets a controller that keeps no promise make the same six writes a node, on fresh servers for each rollout.",
      "What the machine allows whoever has these writes to make: compare with rollout --bare."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the spec before it calls.
final class FloorBenchmark implements Callable<Integer> {

  @Mixin private final FleetOptions options = new FleetOptions();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!options.problem().isEmpty()) {
      throw new ParameterException(spec.commandLine(), options.problem());
    }
    return new RolloutRuns(options, options.setting(true), Contender::nullController, () -> {})
        .run();
  }
}
