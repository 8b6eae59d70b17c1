package dev.bootc.rollout.operator.handback;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** The operator's Deployment. */
record RunningOperator(KubernetesClient client, String namespace, String deployment) {

  /** Whether none of its pods is left in time. */
  boolean stop(Deadline deadline) throws InterruptedException {
    Deployment present =
        client.apps().deployments().inNamespace(namespace).withName(deployment).get();
    if (present == null) {
      return true;
    }
    client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(deployment)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":0}}");
    while (hasPods(present)) {
      if (!deadline.isAhead()) {
        return false;
      }
      deadline.pause();
    }
    return true;
  }

  private boolean hasPods(Deployment present) {
    return !client
        .pods()
        .inNamespace(namespace)
        .withLabels(present.getSpec().getSelector().getMatchLabels())
        .list()
        .getItems()
        .isEmpty();
  }
}
