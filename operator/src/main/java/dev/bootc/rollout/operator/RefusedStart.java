package dev.bootc.rollout.operator;

import dev.bootc.rollout.operator.settings.ConfigurationProblem;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * A process in a pod that has nothing to work with: it stays, is not ready and says why. A pod that
 * ends is started again and again, with ever longer pauses, and its reason is in a log that is gone
 * with it.
 */
final class RefusedStart {
  private RefusedStart() {}

  /** Whether somebody starts this process again whenever it ends. */
  static boolean isInAPod(Map<String, String> environment) {
    return environment.containsKey("KUBERNETES_SERVICE_HOST");
  }

  /** Answers probes until the process is told to stop, or its thread is interrupted. */
  static void stayUnready(int port, List<ConfigurationProblem> problems)
      throws IOException, InterruptedException {
    String why =
        problems.stream()
            .map(ConfigurationProblem::toString)
            .collect(Collectors.joining("; ", "has problems: ", ""));
    Checkup readiness = new Checkup("ready");
    readiness.add("configuration", () -> Optional.of(why));
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    CountDownLatch stopped = new CountDownLatch(1);
    try (HttpEndpoints _ =
        HttpEndpoints.open(port, new Checkup("alive"), readiness, metrics::scrape)) {
      Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "stop"));
      stopped.await();
    }
  }
}
