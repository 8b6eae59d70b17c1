package dev.bootc.rollout.playground.cluster;

import dev.bootc.rollout.testkit.binaries.ServerUnavailableException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Starts and removes a cluster to install the product on. */
public final class ClusterMain {
  private static final int FAILED = 1;
  private static final int WRONG_OPTIONS = 2;

  private ClusterMain() {}

  public static void main(String[] arguments) {
    ClusterOptions options = new ClusterOptions();
    CommandLine commandLine = new CommandLine(options);
    List<String> problems;
    try {
      commandLine.parseArgs(arguments);
      problems = options.problems();
    } catch (ParameterException e) {
      problems = List.of(e.getMessage());
    }
    if (options.help) {
      commandLine.usage(System.out);
      return;
    }
    if (!problems.isEmpty()) {
      problems.forEach(problem -> System.err.println("cluster: " + problem));
      System.exit(WRONG_OPTIONS);
    }
    System.exit(run(Verb.of(String.valueOf(options.verb)).orElseThrow(), options.nodes));
  }

  private static int run(Verb verb, int nodes) {
    ClusterCommand command = new ClusterCommand(StateFolder.ofThisMachine(), System.out);
    try {
      boolean done =
          switch (verb) {
            case UP -> command.up(nodes);
            case DOWN -> command.down();
            case HOLD -> command.hold(nodes);
          };
      return done ? 0 : FAILED;
    } catch (ServerUnavailableException e) {
      // Its message says what was tried and what the user can do.
      System.out.println(e.getMessage());
      return FAILED;
    }
  }
}
