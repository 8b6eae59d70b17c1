package dev.bootc.rollout.playground.e2e;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What runs on the nodes of a pool: a service that goes from node to node, of which few pods may be
 * missing, and a pod of which none may.
 */
final class ChaosWorkload implements AutoCloseable {
  private static final String NAMESPACE = "default";
  private static final String APP = "chaos";
  private static final int PODS = 12;
  private static final int MISSING = 2;

  private final KubernetesClient client;
  private final String pool;

  ChaosWorkload(KubernetesClient client, String pool) {
    this.client = client;
    this.pool = pool;
  }

  /** Creates the service and waits until it is there. */
  void install() {
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withName(APP)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withReplicas(PODS)
                .withSelector(selector("service"))
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Map.of(APP, "service"))
                .endMetadata()
                .withSpec(
                    new PodSpecBuilder(spec())
                        .withNodeSelector(Map.of(TestPool.LABEL, pool))
                        .build())
                .endTemplate()
                .endSpec()
                .build())
        .create();
    budget("service", PODS - MISSING);
    client
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName(APP)
        .waitUntilCondition(
            now -> Integer.valueOf(PODS).equals(now.getStatus().getReadyReplicas()),
            60,
            TimeUnit.SECONDS);
  }

  /** Nothing but {@link #release} lets that node be drained. */
  void block(String node) {
    budget("blocker", 1);
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("blocker")
                .withNamespace(NAMESPACE)
                .withLabels(Map.of(APP, "blocker"))
                .endMetadata()
                .withSpec(new PodSpecBuilder(spec()).withNodeName(node).build())
                .build())
        .create();
    client
        .pods()
        .inNamespace(NAMESPACE)
        .withName("blocker")
        .waitUntilCondition(Readiness::isPodReady, 60, TimeUnit.SECONDS);
  }

  void release() {
    delete("blocker");
    client.pods().inNamespace(NAMESPACE).withName("blocker").delete();
  }

  private void delete(String budget) {
    List<?> _ =
        client.policy().v1().podDisruptionBudget().inNamespace(NAMESPACE).withName(budget).delete();
  }

  private void budget(String app, int atLeast) {
    client
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName(app)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(new IntOrString(atLeast))
                .withSelector(selector(app))
                .endSpec()
                .build())
        .create();
  }

  private static LabelSelector selector(String app) {
    return new LabelSelectorBuilder().addToMatchLabels(APP, app).build();
  }

  private static PodSpec spec() {
    return new PodSpecBuilder()
        .withTerminationGracePeriodSeconds(1L)
        .addNewContainer()
        .withName("main")
        .withImage("registry.example.com/chaos/main:1")
        .endContainer()
        .build();
  }

  @Override
  public void close() {
    delete("service");
    delete("blocker");
    List<?> _ = client.apps().deployments().inNamespace(NAMESPACE).withName(APP).delete();
  }
}
