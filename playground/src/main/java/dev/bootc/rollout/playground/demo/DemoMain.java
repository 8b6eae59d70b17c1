package dev.bootc.rollout.playground.demo;

import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.testkit.binaries.ServerUnavailableException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Starts the demo. */
public final class DemoMain {

  private static final int FAILED = 1;
  private static final int WRONG_OPTIONS = 2;
  private static final int DEFAULT_WIDTH = 120;

  private DemoMain() {}

  public static void main(String[] arguments) {
    DemoOptions options = new DemoOptions();
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
      problems.forEach(problem -> System.err.println("demo: " + problem));
      System.exit(WRONG_OPTIONS);
    }
    System.exit(run(options));
  }

  private static int run(DemoOptions options) {
    RunFolder folder = RunFolder.create("demo");
    Clock clock = Clock.system(ZoneId.systemDefault());
    Screen screen = new Screen(System.out, isTerminal(), width(), clock);
    try {
      return new Demo(options, folder, screen, clock).run() ? 0 : FAILED;
    } catch (ServerUnavailableException e) {
      // Its message says what was tried and what the user can do.
      screen.say(String.valueOf(e.getMessage()));
      return FAILED;
    }
  }

  /** The launcher knows: Java's own console asks for a terminal on standard input, too. */
  private static boolean isTerminal() {
    return Boolean.getBoolean("bootc.rollout.playground.terminal");
  }

  private static int width() {
    String columns = System.getenv().getOrDefault("COLUMNS", "");
    return columns.matches("[0-9]{2,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
  }
}
