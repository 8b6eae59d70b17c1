package dev.bootc.rollout.playground.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts a benchmark. */
@Command(
    name = "bench",
    description = "Measures the product on this machine and prints a Markdown table.",
    subcommands = {
      RolloutBenchmark.class,
      FloorBenchmark.class,
      AgentBenchmark.class,
      VerbsBenchmark.class
    })
public final class BenchMain {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this.")
  boolean help;

  private BenchMain() {}

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new BenchMain())
            .setExecutionStrategy(new CommandLine.RunLast())
            .execute(arguments.length == 0 ? new String[] {"--help"} : arguments));
  }
}
