package dev.bootc.rollout.playground.bench;

import java.time.Duration;
import picocli.CommandLine.Option;

/** What a benchmark of rollouts can be told of the nodes. */
final class FleetOptions {

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Nodes of the pool. Default: ${DEFAULT-VALUE}",
      defaultValue = "100")
  int nodes = 100;

  @Option(
      names = "--max-unavailable",
      paramLabel = "M",
      description = "Nodes that may be unavailable at a time. Default: ${DEFAULT-VALUE}",
      defaultValue = "10")
  int maxUnavailable = 10;

  @Option(
      names = "--stage-millis",
      paramLabel = "MS",
      description = "How long a node stages an image. Default: ${DEFAULT-VALUE}",
      defaultValue = "200")
  int stageMillis = 200;

  @Option(
      names = "--reboot-millis",
      paramLabel = "MS",
      description = "How long a node is away. Default: ${DEFAULT-VALUE}",
      defaultValue = "200")
  int rebootMillis = 200;

  @Option(
      names = "--runs",
      paramLabel = "R",
      description = "Rollouts, one after the other. Default: ${DEFAULT-VALUE}",
      defaultValue = "1")
  int runs = 1;

  @Option(
      names = "--requests",
      description =
          "Print also who asked the API server how often, and what the controller asked, in the last rollout.")
  boolean requests;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this.")
  boolean help;

  /**
   * What is rolled out.
   *
   * @param bare without recorder and controller manager, on fresh servers for each rollout
   */
  RolloutSetting setting(boolean bare) {
    return new RolloutSetting(
        nodes,
        maxUnavailable,
        Duration.ofMillis(stageMillis),
        Duration.ofMillis(rebootMillis),
        bare);
  }

  /** What is wrong with them; empty where nothing is. */
  String problem() {
    if (nodes < 1 || maxUnavailable < 1 || runs < 1 || stageMillis < 0 || rebootMillis < 0) {
      return "--nodes, --max-unavailable and --runs are numbers from 1, times are not negative";
    }
    return "";
  }
}
