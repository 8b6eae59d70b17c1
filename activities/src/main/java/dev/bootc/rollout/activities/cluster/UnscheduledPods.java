package dev.bootc.rollout.activities.cluster;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The pods that no node has been chosen for yet. A scheduler that has not heard of a cordon may
 * bind one of them to the cordoned node; where there is none, nothing can come.
 */
final class UnscheduledPods {
  /** A scheduler that has not heard of a cordon after this time is not waited for. */
  private static final Duration AT_MOST = Duration.ofSeconds(1);

  /** What a scheduler usually needs to hear of a cordon. */
  private static final Duration QUIET = Duration.ofMillis(300);

  private final SharedIndexInformer<Pod> pods;
  private final Changes changes;
  private final AtomicLong latestChange = new AtomicLong(System.nanoTime());

  UnscheduledPods(KubernetesClient client, Changes changes) {
    this.changes = changes;
    pods =
        client
            .pods()
            .inAnyNamespace()
            .withField("spec.nodeName", "")
            .runnableInformer(0)
            .itemStore(new TrimmingStore<>(UnscheduledPods::trimmed))
            .addEventHandler(new EachChange<>(this::changed));
  }

  SharedIndexInformer<Pod> informer() {
    return pods;
  }

  /**
   * Returns once no pod can come to a Node that has just been cordoned: at once where none has been
   * waiting for a node for a second, else when those that were have got one and the scheduler had a
   * moment to hear of the cordon, or are waited for in vain.
   *
   * @throws Changes.WorkerStopping once the worker stops
   */
  void awaitBindings() {
    try (Changes.Subscription comings = changes.ofUnscheduledPods()) {
      long began = System.nanoTime();
      Set<String> waiting = waiting();
      if (pods.isWatching()
          && waiting.isEmpty()
          && since(latestChange.get()).compareTo(AT_MOST) > 0) {
        return;
      }
      while (since(began).compareTo(waiting.isEmpty() ? QUIET : AT_MOST) < 0) {
        comings.await(QUIET);
        waiting.retainAll(waiting());
      }
    }
  }

  private void changed(Pod pod) {
    latestChange.set(System.nanoTime());
    changes.unscheduledPods();
  }

  /** Without those of which the scheduler has said that it has no node for them. */
  private Set<String> waiting() {
    return pods.getStore().list().stream()
        .filter(pod -> pod.getStatus().getConditions().isEmpty())
        .map(pod -> pod.getMetadata().getUid())
        .collect(Collectors.toSet());
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private static Pod trimmed(Pod pod) {
    return new PodBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion())
                .build())
        .withNewStatus()
        .withConditions(pod.getStatus() == null ? List.of() : refusals(pod))
        .endStatus()
        .build();
  }

  private static List<PodCondition> refusals(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> "PodScheduled".equals(condition.getType()))
        .filter(condition -> "False".equals(condition.getStatus()))
        .toList();
  }
}
