package dev.bootc.rollout.operator.handback;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Set;

/** The operator's Deployment; none where no name is given. */
record RunningOperator(KubernetesClient client, String namespace, String deployment) {
  /** Nobody removes a pod that was evicted, also where its Deployment has none any more. */
  private static final Set<String> HAS_ENDED = Set.of("Failed", "Succeeded");

  /** Asks it to stop, and says which of its pods are still there. */
  List<String> stop() {
    Deployment present =
        deployment.isEmpty()
            ? null
            : client.apps().deployments().inNamespace(namespace).withName(deployment).get();
    if (present == null) {
      return List.of();
    }
    if (!Integer.valueOf(0).equals(present.getSpec().getReplicas())) {
      client
          .apps()
          .deployments()
          .inNamespace(namespace)
          .withName(deployment)
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":0}}");
    }
    return client
        .pods()
        .inNamespace(namespace)
        .withLabels(present.getSpec().getSelector().getMatchLabels())
        .list()
        .getItems()
        .stream()
        .filter(pod -> !HAS_ENDED.contains(pod.getStatus().getPhase()))
        .map(pod -> "the operator does not stop: pod " + pod.getMetadata().getName() + " is there")
        .toList();
  }
}
