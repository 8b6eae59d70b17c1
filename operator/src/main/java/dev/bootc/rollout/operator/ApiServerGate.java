package dev.bootc.rollout.operator;

import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for an API server that is there, lets us in and knows our kinds as they are now; then
 * opens, once. Each change of what is missing is logged once.
 */
final class ApiServerGate implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServerGate.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final ServedDefinitions definitions;
  private final Runnable open;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("api-server-gate").factory());
  private volatile @Nullable String problem = "not asked yet";
  private volatile @Nullable ScheduledFuture<?> looking;

  private ApiServerGate(KubernetesClient client, ServedDefinitions definitions, Runnable open) {
    this.client = client;
    this.definitions = definitions;
    this.open = open;
  }

  /** Begins to look and returns at once; {@code open} runs on the gate's own thread. */
  static ApiServerGate watch(
      KubernetesClient client, ServedDefinitions definitions, Runnable open) {
    ApiServerGate gate = new ApiServerGate(client, definitions, open);
    gate.looking =
        gate.timer.scheduleWithFixedDelay(
            gate::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return gate;
  }

  /** Why it is still closed. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private void look() {
    try {
      client.resources(BootcNodePool.class).list(new ListOptionsBuilder().withLimit(1L).build());
      Optional<String> outdated = definitions.ask();
      if (outdated.isPresent()) {
        become(outdated.get());
        return;
      }
      LOG.atInfo().addKeyValue("address", client.getMasterUrl()).log("API server is reachable");
      open.run();
      problem = null;
      ScheduledFuture<?> done = looking;
      if (done != null) {
        done.cancel(false);
      }
    } catch (KubernetesClientException refused) {
      become(explain(refused));
    } catch (RuntimeException | Error unexpected) {
      become(String.valueOf(unexpected));
    }
  }

  private void become(String why) {
    if (!why.equals(problem)) {
      LOG.atWarn().addKeyValue("why", why).log("waiting for the API server");
      problem = why;
    }
  }

  private String explain(KubernetesClientException refused) {
    String where = client.getMasterUrl().toString();
    if (refused.getCode() <= 0) {
      return "no answer from " + where + ": start it, or correct the kubeconfig";
    }
    return switch (refused.getCode()) {
      case HttpURLConnection.HTTP_NOT_FOUND ->
          where
              + " does not know BootcNodePool: run helm upgrade with definitions.enabled, or apply"
              + " charts/bootc-rollout/definitions";
      case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
          where + " refuses us: check the kubeconfig and the RBAC of the chart";
      default -> where + " answers " + refused.getCode();
    };
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
