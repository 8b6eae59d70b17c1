package dev.bootc.rollout.operator;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.operator.temporal.RolloutWorker;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process sees the cluster: is told of changes, and is answered when it asks. One that
 * does not takes no work, since all of it would fail here and is better done by another, or later.
 */
final class ApiServerSight implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServerSight.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration ASK_EVERY = Duration.ofSeconds(5);

  /** Longer than the pause between two questions and the longest answer together. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(16);

  /** What the API server's own cache has, which is what it tells those who watch. */
  private static final ListOptions AS_WATCHED =
      new ListOptionsBuilder().withResourceVersion("0").build();

  private final KubernetesClient client;
  private final ClusterCache cluster;
  private final RolloutWorker worker;
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("api-server-sight-", 0).factory());
  private volatile long answeredAt = System.nanoTime();
  private volatile OptionalLong answer = OptionalLong.empty();
  private volatile boolean seeing = true;

  /** Known to the looking thread only. */
  private OptionalLong expected = OptionalLong.empty();

  private final AtomicLong timesUpToDate = new AtomicLong();

  private ApiServerSight(KubernetesClient client, ClusterCache cluster, RolloutWorker worker) {
    this.client = client;
    this.cluster = cluster;
    this.worker = worker;
  }

  /** Lets the worker work, for as long as there is something to see. */
  static ApiServerSight watch(KubernetesClient client, ClusterCache cluster, RolloutWorker worker) {
    ApiServerSight sight = new ApiServerSight(client, cluster, worker);
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

  /** Grows as long as the cache follows what the API server answers, and while it answers not. */
  long timesUpToDate() {
    return timesUpToDate.get();
  }

  private void ask() {
    try {
      String version =
          client.resources(BootcNodePool.class).list(AS_WATCHED).getMetadata().getResourceVersion();
      answer = OptionalLong.of(Long.parseLong(version));
      answeredAt = System.nanoTime();
    } catch (KubernetesClientException refused) {
      answer = OptionalLong.empty();
      if (refused.getCode() > 0) {
        // It is there and refuses, perhaps because it is busy; its watches tell whether we see.
        answeredAt = System.nanoTime();
      }
    } catch (RuntimeException unexpected) {
      answer = OptionalLong.empty();
      LOG.atWarn().setCause(unexpected).log("API server cannot be asked");
    }
  }

  private void look() {
    try {
      boolean answered = System.nanoTime() - answeredAt < ANSWERED_WITHIN.toNanos();
      become(answered && !cluster.isBlind());
    } catch (RuntimeException failed) {
      // Temporal went away in this very moment: the next look tries again.
      LOG.atWarn().addKeyValue("why", failed.getMessage()).log("workers could not be started");
    }
    compare();
  }

  private void compare() {
    if (expected.isEmpty() || cluster.poolsVersion() >= expected.getAsLong()) {
      expected = answer;
      timesUpToDate.incrementAndGet();
    }
    if (answer.isEmpty()) {
      expected = OptionalLong.empty();
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
