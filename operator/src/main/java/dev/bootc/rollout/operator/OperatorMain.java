package dev.bootc.rollout.operator;

import dev.bootc.rollout.operator.handback.HandBackCommand;
import dev.bootc.rollout.operator.settings.ConfigurationProblem;
import dev.bootc.rollout.operator.settings.ConfigurationReader;
import dev.bootc.rollout.operator.settings.OperatorConfiguration;
import dev.bootc.rollout.operator.settings.OperatorOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The operator's entry point. */
public final class OperatorMain {
  private static final int WRONG_CONFIGURATION = 2;

  /** Which the chart's probes ask. */
  private static final int DEFAULT_PORT = 8080;

  private OperatorMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run(arguments, System.getenv(), System.out, System.err));
  }

  /** Runs until it is told to stop, and returns the exit code. */
  static int run(
      String[] arguments, Map<String, String> environment, PrintStream out, PrintStream errors)
      throws InterruptedException {
    if (arguments.length > 0 && arguments[0].equals(HandBackCommand.VERB)) {
      OperatorOptions.parse(environment).log().apply();
      return HandBackCommand.run(Arrays.copyOfRange(arguments, 1, arguments.length), out, errors);
    }
    OperatorOptions options = OperatorOptions.parse(environment, arguments);
    if (options.usage().isPresent()) {
      out.print(options.usage().get());
      return 0;
    }
    // The libraries log as soon as a kubeconfig is read.
    options.log().apply();
    return switch (ConfigurationReader.read(options, environment)) {
      case ConfigurationReader.Result.Refused refused -> {
        int code = refuse(refused.problems(), errors);
        yield RefusedStart.isInAPod(environment) ? stay(options, refused.problems()) : code;
      }
      case ConfigurationReader.Result.Accepted accepted -> serve(accepted.configuration(), errors);
    };
  }

  private static int refuse(List<ConfigurationProblem> problems, PrintStream errors) {
    errors.println("bootc-rollout-operator: the configuration has problems:");
    problems.forEach(problem -> errors.println("  " + problem));
    return WRONG_CONFIGURATION;
  }

  private static int stay(OperatorOptions options, List<ConfigurationProblem> problems)
      throws InterruptedException {
    try {
      RefusedStart.stayUnready(options.httpPortOr(DEFAULT_PORT), problems);
      return 0;
    } catch (IOException taken) {
      return WRONG_CONFIGURATION;
    }
  }

  private static int serve(OperatorConfiguration configuration, PrintStream errors)
      throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    try {
      OperatorProcess process = OperatorProcess.start(configuration);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    process.close();
                    stopped.countDown();
                  },
                  "stop"));
    } catch (IOException taken) {
      ConfigurationProblem port =
          ConfigurationProblem.of(
              "--http-port",
              Integer.toString(configuration.httpPort()),
              "give a port that is free, or 0 for any (" + taken.getMessage() + ")");
      return refuse(List.of(port), errors);
    }
    stopped.await();
    return 0;
  }
}
