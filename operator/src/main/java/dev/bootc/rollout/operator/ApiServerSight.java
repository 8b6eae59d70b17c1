package dev.bootc.rollout.operator;

import dev.bootc.rollout.activities.cluster.CachedKind;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.operator.temporal.RolloutWorker;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process sees the cluster: is told of changes, is answered when it asks, and finds
 * the kinds that it knows. One that does not takes no work, since all of it would fail here and is
 * better done by another, or later.
 */
final class ApiServerSight implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServerSight.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration ASK_EVERY = Duration.ofSeconds(5);

  /** Longer than the pause between two questions and the longest answer together. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(16);

  private final List<CachedKind> kinds;
  private final ClusterCache cluster;
  private final ServedDefinitions definitions;
  private final RolloutWorker worker;
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("api-server-sight-", 0).factory());
  private volatile long answeredAt = System.nanoTime();
  private volatile boolean seeing = true;
  private volatile boolean lagging;

  /** Known to the asking thread only. */
  private int turn;

  private ApiServerSight(
      KubernetesClient client,
      ClusterCache cluster,
      ServedDefinitions definitions,
      RolloutWorker worker) {
    this.cluster = cluster;
    this.definitions = definitions;
    this.worker = worker;
    kinds = CachedKind.all(client, cluster);
  }

  /** Lets the worker work, for as long as there is something to see. */
  static ApiServerSight watch(
      KubernetesClient client,
      ClusterCache cluster,
      ServedDefinitions definitions,
      RolloutWorker worker) {
    ApiServerSight sight = new ApiServerSight(client, cluster, definitions, worker);
    Future<?> _ =
        sight.timer.scheduleWithFixedDelay(
            sight::ask, 0, ASK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    Future<?> _ =
        sight.timer.scheduleWithFixedDelay(
            sight::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return sight;
  }

  boolean isSeeing() {
    return seeing;
  }

  /** Whether a watch is open and tells nothing, although the API server answers. */
  boolean isLagging() {
    return lagging;
  }

  /** One kind at a time, in turns. */
  private void ask() {
    turn = (turn + 1) % kinds.size();
    try {
      kinds.get(turn).ask();
      answeredAt = System.nanoTime();
    } catch (KubernetesClientException refused) {
      kinds.forEach(CachedKind::expectNothing);
      if (refused.getCode() > 0) {
        // It is there and refuses, perhaps because it is busy; its watches tell whether we see.
        answeredAt = System.nanoTime();
      }
    } catch (RuntimeException | Error unexpected) {
      kinds.forEach(CachedKind::expectNothing);
      LOG.atWarn().setCause(unexpected).log("API server cannot be asked");
    }
  }

  private void look() {
    try {
      boolean answered = System.nanoTime() - answeredAt < ANSWERED_WITHIN.toNanos();
      lagging = kinds.stream().anyMatch(CachedKind::lags);
      become(answered && !lagging && !cluster.isBlind() && definitions.problem().isEmpty());
    } catch (RuntimeException | Error failed) {
      // Temporal went away in this very moment: the next look tries again.
      LOG.atWarn().addKeyValue("why", failed.getMessage()).log("workers could not be started");
    }
  }

  private void become(boolean sees) {
    if (sees != seeing) {
      LOG.atWarn().addKeyValue("sees", sees).log("sight of the cluster changed");
      seeing = sees;
    }
    if (sees) {
      worker.allow();
    } else {
      worker.forbid();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
