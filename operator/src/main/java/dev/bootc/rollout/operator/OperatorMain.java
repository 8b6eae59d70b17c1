package dev.bootc.rollout.operator;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The operator's entry point. */
public final class OperatorMain {
  private static final int BAD_SETTINGS = 2;
  private static final String HEADING = "bootc-rollout-operator: the configuration has problems:";

  private OperatorMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run(arguments, System.getenv(), System.out, System.err));
  }

  /** Runs until it is told to stop, and returns the exit code. */
  static int run(
      String[] arguments, Map<String, String> environment, PrintStream out, PrintStream errors)
      throws InterruptedException {
    OperatorOptions options = new OperatorOptions();
    CommandLine commandLine = OperatorOptions.commandLine(options, environment);
    ParseResult parsed = commandLine.parseArgs(arguments);
    if (options.help) {
      commandLine.usage(out);
      return 0;
    }
    List<String> misspelt = parsed.errors().stream().map(Exception::getMessage).toList();
    try {
      OperatorConfig config =
          new ConfigReader(options, environment, misspelt, OperatorMain::identity).read();
      LogSettings.apply(options);
      return serve(config, errors);
    } catch (ConfigReader.BadSettings bad) {
      errors.println(HEADING);
      bad.problems().forEach(problem -> errors.println("  " + problem));
      return BAD_SETTINGS;
    }
  }

  private static int serve(OperatorConfig config, PrintStream errors) throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    try {
      OperatorProcess process = OperatorProcess.start(config);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    process.close();
                    stopped.countDown();
                  },
                  "stop"));
    } catch (IOException taken) {
      errors.println(
          HEADING
              + "\n  "
              + ConfigReader.problem(
                  "--http-port",
                  Integer.toString(config.httpPort()),
                  "give a port that is free, or 0 for any (" + taken.getMessage() + ")"));
      return BAD_SETTINGS;
    }
    stopped.await();
    return 0;
  }

  private static String identity() {
    return hostName() + "-" + ProcessHandle.current().pid();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "unknown-host";
    }
  }
}
