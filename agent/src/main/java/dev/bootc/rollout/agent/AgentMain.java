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
import org.slf4j.MDC;

/** Starts the agent. */
public final class AgentMain {
  private static final int WRONG_CONFIGURATION = 2;

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
      case ConfigurationReader.Result.Refused refused -> refuse(refused.problems());
      case ConfigurationReader.Result.Accepted accepted -> run(accepted.configuration());
    }
  }

  private static void refuse(List<ConfigurationProblem> problems) {
    System.err.println("bootc-rollout-agent: the configuration has problems:");
    problems.forEach(problem -> System.err.println("  " + problem));
    System.exit(WRONG_CONFIGURATION);
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
