package dev.bootc.rollout.playground.demo;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demo's flags. */
@Command(
    name = "demo",
    sortOptions = false,
    description =
        "Runs the whole product on this machine, rolls a new image over simulated hosts, and shows"
            + " it live. Everything it starts ends with it.")
final class DemoOptions {

  private static final int MOST_NODES = 50;

  @Option(
      names = "--once",
      description =
          "End after the rollout: with 0 when an independent recorder found no promise broken, else"
              + " with 1 and the reasons.")
  boolean once;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Simulated hosts. Each takes about 100 MB. Default: ${DEFAULT-VALUE}",
      defaultValue = "5")
  int nodes = 5;

  @Option(
      names = "--max-unavailable",
      paramLabel = "N",
      description = "Hosts that may be down at a time. Default: ${DEFAULT-VALUE}",
      defaultValue = "2")
  int maxUnavailable = 2;

  @Option(
      names = "--slow",
      description = "Let the hosts take seconds to pull and to boot, as an audience likes it.")
  boolean slow;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this.")
  boolean help;

  /** Everything that is wrong with them. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (nodes < 3 || nodes > MOST_NODES) {
      problems.add(
          "--nodes "
              + nodes
              + ": the workload needs 3 hosts and this machine has limits, give 3 to "
              + MOST_NODES);
    }
    if (maxUnavailable < 1 || maxUnavailable >= nodes) {
      problems.add(
          "--max-unavailable "
              + maxUnavailable
              + ": give a number from 1 to one less than the nodes");
    }
    return problems;
  }
}
