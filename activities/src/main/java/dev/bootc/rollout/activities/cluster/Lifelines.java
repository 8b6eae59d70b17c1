package dev.bootc.rollout.activities.cluster;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The pods without which a rollout stands still: Temporal's, its database's and the operator's. A
 * handful in the whole cluster, found by their {@link LifelineLabels}.
 */
final class Lifelines {
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");
  private static final Set<String> CONDITIONS = Set.of("Ready", "PodScheduled");

  private final List<SharedIndexInformer<Pod>> informers;

  Lifelines(KubernetesClient client) {
    informers =
        LifelineLabels.selectors().stream().map(selector -> informer(client, selector)).toList();
  }

  private static SharedIndexInformer<Pod> informer(KubernetesClient client, String selector) {
    return client
        .pods()
        .inAnyNamespace()
        .withLabelSelector(selector)
        .runnableInformer(0)
        .itemStore(new TrimmingStore<>(Lifelines::trimmed));
  }

  List<SharedIndexInformer<Pod>> informers() {
    return informers;
  }

  /** Each once, whichever label it is known by. */
  List<Pod> all() {
    Map<String, Pod> all = new LinkedHashMap<>();
    for (SharedIndexInformer<Pod> informer : informers) {
      for (Pod pod : informer.getStore().list()) {
        if (!FINISHED.contains(pod.getStatus().getPhase())) {
          all.put(pod.getMetadata().getUid(), pod);
        }
      }
    }
    return List.copyOf(all.values());
  }

  private static Pod trimmed(Pod pod) {
    List<PodCondition> conditions =
        pod.getStatus() == null
            ? List.of()
            : pod.getStatus().getConditions().stream()
                .filter(condition -> CONDITIONS.contains(condition.getType()))
                .toList();
    return new PodBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion())
                .withDeletionTimestamp(pod.getMetadata().getDeletionTimestamp())
                .build())
        .withNewSpec()
        .withNodeName(pod.getSpec().getNodeName())
        .endSpec()
        .withNewStatus()
        .withPhase(
            pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), ""))
        .withConditions(conditions)
        .endStatus()
        .build();
  }
}
