package dev.bootc.rollout.playground.bench;

import java.time.Duration;
import picocli.CommandLine.Option;

/** What a benchmark of the agent can be told. */
final class AgentBenchOptions {

  @Option(
      names = "--runs",
      paramLabel = "R",
      description = "Agents, one after the other, each on a new host. Default: ${DEFAULT-VALUE}",
      defaultValue = "1")
  int runs = 1;

  @Option(
      names = "--idle-seconds",
      paramLabel = "S",
      description = "How long the agent is watched doing nothing. Default: ${DEFAULT-VALUE}",
      defaultValue = "60")
  int idleSeconds = 60;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this.")
  boolean help;

  Duration idle() {
    return Duration.ofSeconds(idleSeconds);
  }

  /** What is wrong with them; empty where nothing is. */
  String problem() {
    return runs < 1 || idleSeconds < 1 ? "--runs and --idle-seconds are numbers from 1" : "";
  }
}
