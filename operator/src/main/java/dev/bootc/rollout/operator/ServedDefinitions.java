package dev.bootc.rollout.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the API server serves our kinds as this version needs them, asked now and then: they may
 * be replaced by older ones while it runs. What every account may read suffices.
 */
final class ServedDefinitions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServedDefinitions.class);
  private static final String DOCUMENT = "/openapi/v3/apis/node.bootc.dev/v1alpha1";
  private static final Duration ASK_EVERY = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("served-definitions").factory());
  private volatile @Nullable String problem;

  ServedDefinitions(KubernetesClient client) {
    this.client = client;
  }

  /** Asks again from now on, and tells when the answer is another one. */
  void watch(Runnable changed) {
    Future<?> _ =
        timer.scheduleWithFixedDelay(
            () -> askAgain(changed),
            ASK_EVERY.toMillis(),
            ASK_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void askAgain(Runnable changed) {
    Optional<String> before = problem();
    if (!ask().equals(before)) {
      changed.run();
    }
  }

  /** What they lack, as far as is known, with the mend; empty where all is well. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Asks now. Without an answer all stays as it was. */
  Optional<String> ask() {
    try {
      String document = client.raw(DOCUMENT);
      if (document != null) {
        become(
            Definitions.problem(
                client.getKubernetesSerialization().unmarshal(document, Map.class),
                client.getKubernetesSerialization()));
      }
    } catch (KubernetesClientException refused) {
      LOG.atDebug().setCause(refused).log("the definitions cannot be read");
    } catch (RuntimeException | Error unexpected) {
      // It must not end the timer.
      LOG.atWarn().setCause(unexpected).log("the definitions cannot be understood");
    }
    return problem();
  }

  private void become(Optional<String> now) {
    if (!now.equals(problem())) {
      now.ifPresentOrElse(
          why -> LOG.atError().addKeyValue("why", why).log("nothing is done"),
          () -> LOG.atInfo().log("the definitions are what they must be"));
      problem = now.orElse(null);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
