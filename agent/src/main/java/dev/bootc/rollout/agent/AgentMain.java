package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.log.LineLogging;
import dev.bootc.rollout.agent.settings.AgentConfiguration;
import dev.bootc.rollout.agent.settings.AgentOptions;
import dev.bootc.rollout.agent.settings.ConfigurationProblem;
import dev.bootc.rollout.agent.settings.ConfigurationReader;
import dev.bootc.rollout.agent.settings.Kubeconfig;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.MDC;

/** Starts the agent. */
public final class AgentMain {
  private static final int WRONG_CONFIGURATION = 2;

  /** Which the chart's probes ask. */
  private static final int DEFAULT_PORT = 8081;

  private AgentMain() {}

  public static void main(String[] arguments) throws IOException {
    AgentOptions options = AgentOptions.parse(System.getenv(), arguments);
    if (options.usage().isPresent()) {
      System.out.print(options.usage().get());
      return;
    }
    // The library logs as soon as it reads a kubeconfig.
    LineLogging.use(options.logFormat());
    switch (ConfigurationReader.read(options, System.getenv())) {
      case ConfigurationReader.Result.Refused refused -> {
        if (System.getenv("KUBERNETES_SERVICE_HOST") == null) {
          refuse(refused.problems());
        } else {
          stayUnready(options.httpPortOr(DEFAULT_PORT), refused.problems());
        }
      }
      case ConfigurationReader.Result.Accepted accepted -> run(accepted.configuration());
    }
  }

  private static void refuse(List<ConfigurationProblem> problems) {
    tell(problems);
    System.exit(WRONG_CONFIGURATION);
  }

  private static void tell(List<ConfigurationProblem> problems) {
    System.err.println("bootc-rollout-agent: the configuration has problems:");
    problems.forEach(problem -> System.err.println("  " + problem));
  }

  /**
   * A pod that ends is started again and again, and its reason is in a log that is gone with it. So
   * it stays, is not ready and says why, until it is told to stop: the server's thread lives on.
   */
  private static void stayUnready(int port, List<ConfigurationProblem> problems)
      throws IOException {
    tell(problems);
    String why =
        problems.stream()
            .map(ConfigurationProblem::toString)
            .collect(Collectors.joining("; ", "the configuration has problems: ", ""));
    new HealthServer(port, Optional::empty, () -> Optional.of(why), () -> "").start();
  }

  private static void run(AgentConfiguration configuration) throws IOException {
    MDC.put("node", configuration.nodeName());
    try {
      Agent agent = new Agent(configuration, Clock.systemUTC());
      Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "shutdown"));
      agent.start();
    } catch (BindException taken) {
      refuse(
          List.of(
              ConfigurationProblem.of(
                  "--http-port",
                  Integer.toString(configuration.httpPort()),
                  "the port is taken: give a free one, or 0 for any")));
    } catch (KubernetesClientException unusable) {
      refuse(
          List.of(
              ConfigurationProblem.of(
                  "--kubeconfig",
                  configuration.kubeconfig().map(Kubeconfig::toString).orElse("of the pod"),
                  "no connection can be made of it, check its certificates and keys ("
                      + unusable.getMessage()
                      + ")")));
    }
  }
}
