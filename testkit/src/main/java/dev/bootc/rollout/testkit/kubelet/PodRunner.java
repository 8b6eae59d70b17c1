package dev.bootc.rollout.testkit.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the pods of all nodes that are up, on one watch for all of them. */
final class PodRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodRunner.class);
  private static final String BY_NODE = "node";
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

  private final ApiWriter api;
  private final KubeletSettings settings;
  private final Clock clock;
  private final Predicate<String> isUp;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("played-kubelets").factory());
  // What is under way for a pod, so that further events do not start it again.
  private final Set<String> starting = ConcurrentHashMap.newKeySet();
  private final Set<String> finishing = ConcurrentHashMap.newKeySet();
  private final SharedIndexInformer<Pod> informer;

  PodRunner(ApiWriter api, KubeletSettings settings, Clock clock, Predicate<String> isUp) {
    this.api = api;
    this.settings = settings;
    this.clock = clock;
    this.isUp = isUp;
    this.informer =
        api.client()
            .pods()
            .inAnyNamespace()
            .withoutField("spec.nodeName", "")
            .runnableInformer(0)
            .addIndexers(Map.of(BY_NODE, pod -> List.of(pod.getSpec().getNodeName())));
  }

  void start() {
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(Pod pod) {
            look(pod);
          }

          @Override
          public void onUpdate(Pod before, Pod pod) {
            look(pod);
          }

          @Override
          public void onDelete(Pod pod, boolean unknown) {
            starting.remove(pod.getMetadata().getUid());
            finishing.remove(pod.getMetadata().getUid());
          }
        });
    informer.run();
  }

  /** Looks at each pod of a node that has come up. */
  void catchUp(String node) {
    for (Pod pod : informer.getIndexer().byIndex(BY_NODE, node)) {
      if (pod.getMetadata().getDeletionTimestamp() == null) {
        begin(pod);
      } else {
        look(pod);
      }
    }
  }

  /** As the node lifecycle controller does for the pods of a node that is gone. */
  CompletableFuture<Void> notReady(String node) {
    return CompletableFuture.allOf(
        informer.getIndexer().byIndex(BY_NODE, node).stream()
            .map(pod -> {
              starting.remove(pod.getMetadata().getUid());
              return api.strategicPatch(
                      path(pod) + "/status", PodStatuses.notReady(clock.instant()))
                  .exceptionally(failure -> logged(pod, failure));
            })
            .toArray(CompletableFuture[]::new));
  }

  private static String logged(Pod pod, Throwable failure) {
    LOG.atDebug()
        .addKeyValue("pod", pod.getMetadata().getName())
        .setCause(failure)
        .log("the pod stays ready on a node that is down");
    return "";
  }

  private void look(Pod pod) {
    if (!isUp.test(pod.getSpec().getNodeName())) {
      return;
    }
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      finish(pod);
    } else if ("Pending".equals(pod.getStatus().getPhase())) {
      begin(pod);
    }
  }

  private void begin(Pod pod) {
    String uid = pod.getMetadata().getUid();
    if (starting.add(uid)) {
      later(
          settings.podStart(),
          () ->
              write(
                  pod,
                  () ->
                      api.strategicPatch(
                          path(pod) + "/status", PodStatuses.running(pod, clock.instant())),
                  starting));
    }
  }

  private void finish(Pod pod) {
    String uid = pod.getMetadata().getUid();
    if (finishing.add(uid)) {
      later(
          terminationTime(pod),
          () ->
              write(
                  pod,
                  () ->
                      api.delete(
                          path(pod),
                          "{\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"" + uid + "\"}}"),
                  finishing));
    }
  }

  /** A node that has gone down meanwhile writes nothing; a write that failed is tried again. */
  private void write(Pod pod, Supplier<CompletableFuture<String>> write, Set<String> underWay) {
    if (!isUp.test(pod.getSpec().getNodeName())) {
      underWay.remove(pod.getMetadata().getUid());
      return;
    }
    CompletableFuture<String> _ =
        write
            .get()
            .whenComplete((_, failure) -> {
              if (failure != null) {
                LOG.atDebug()
                    .addKeyValue("pod", pod.getMetadata().getName())
                    .setCause(failure)
                    .log("the pod is tried again");
                underWay.remove(pod.getMetadata().getUid());
                later(TRY_AGAIN, () -> lookAgain(pod));
              }
            });
  }

  private void lookAgain(Pod pod) {
    @Nullable Pod present =
        informer
            .getStore()
            .getByKey(pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName());
    if (present != null) {
      look(present);
    }
  }

  private Duration terminationTime(Pod pod) {
    Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
    Duration limit = grace == null ? settings.podTermination() : Duration.ofSeconds(grace);
    return limit.compareTo(settings.podTermination()) < 0 ? limit : settings.podTermination();
  }

  void later(Duration delay, Runnable step) {
    if (!executor.isShutdown()) {
      Future<?> _ = executor.schedule(step, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static String path(Pod pod) {
    return "/api/v1/namespaces/"
        + pod.getMetadata().getNamespace()
        + "/pods/"
        + pod.getMetadata().getName();
  }

  @Override
  public void close() {
    informer.close();
    executor.shutdownNow();
  }
}
