package dev.bootc.rollout.playground.cluster;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code ./cluster} is asked for. */
@Command(
    name = "cluster",
    sortOptions = false,
    description =
        "A Kubernetes cluster on this machine to install the chart on: a control plane, three real"
            + " nodes (kubelet and containerd in namespaces of their own) that have the images of"
            + " images/build, and worker nodes that are played. Needs root.")
final class ClusterOptions {
  private static final int MOST_NODES = 1000;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "up|down",
      description = "up starts it, and prints what to do with it; down removes every trace of it.")
  @Nullable String verb;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Worker nodes that are played. Default: ${DEFAULT-VALUE}",
      defaultValue = "5")
  int nodes = 5;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this.")
  boolean help;

  /** Everything that is wrong with them. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (verb == null || Verb.of(verb).isEmpty()) {
      problems.add(
          (verb == null ? "nothing is asked for" : verb + " is no verb") + ": say up or down");
    }
    if (nodes < 1 || nodes > MOST_NODES) {
      problems.add("--nodes " + nodes + ": give a number from 1 to " + MOST_NODES);
    }
    return problems;
  }
}
