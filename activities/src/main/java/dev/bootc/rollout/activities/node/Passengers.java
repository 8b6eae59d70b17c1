package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.LabelMatch;
import dev.bootc.rollout.workflows.drain.DisruptionBudget;
import dev.bootc.rollout.workflows.drain.DrainedPod;
import dev.bootc.rollout.workflows.drain.Preflight;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What a drain of a node would meet, as the API server has it: pods, their budgets, volumes. */
final class Passengers {
  private final KubernetesClient client;
  private final DrainedPods pods;
  private final NodeBoundVolumes volumes;

  Passengers(KubernetesClient client, ClusterCache cluster, DrainedPods pods) {
    this.client = client;
    this.pods = pods;
    this.volumes = new NodeBoundVolumes(client, cluster);
  }

  List<Preflight.Passenger> on(List<Pod> all, PoolDrain drain) {
    List<Pod> leaving =
        all.stream().filter(pod -> pods.of(pod, drain).mustLeave(Set.of())).toList();
    if (leaving.isEmpty()) {
      return List.of();
    }
    List<PodDisruptionBudget> budgets =
        client.policy().v1().podDisruptionBudget().inAnyNamespace().list().getItems();
    return leaving.stream().map(pod -> passenger(pod, pods.of(pod, drain), budgets)).toList();
  }

  private Preflight.Passenger passenger(
      Pod pod, DrainedPod drained, List<PodDisruptionBudget> budgets) {
    return new Preflight.Passenger(
        drained,
        budgets.stream().filter(budget -> selects(budget, pod)).map(Passengers::budget).toList(),
        volumes.of(pod));
  }

  private static boolean selects(PodDisruptionBudget budget, Pod pod) {
    Map<String, String> labels =
        Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    return budget.getMetadata().getNamespace().equals(pod.getMetadata().getNamespace())
        && Optional.ofNullable(budget.getSpec().getSelector())
            .flatMap(LabelMatch::of)
            .filter(match -> match.matches(labels))
            .isPresent();
  }

  /** The status says it of any budget, once its controller has looked; of zero the spec does. */
  private static DisruptionBudget budget(PodDisruptionBudget budget) {
    String name = budget.getMetadata().getName();
    DisruptionBudget known =
        budget.getStatus() == null
            ? new DisruptionBudget(name, 0, 0)
            : Budgets.budget(name, budget.getStatus());
    boolean zero =
        budget.getSpec().getMaxUnavailable() != null
            && Set.of("0", "0%")
                .contains(String.valueOf(budget.getSpec().getMaxUnavailable().getValue()));
    return zero ? DisruptionBudget.ofZero(name, known.expected()) : known;
  }
}
