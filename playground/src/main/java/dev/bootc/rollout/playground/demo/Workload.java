package dev.bootc.rollout.playground.demo;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What runs on the cluster: a web shop of two Deployments, whose database tolerates one missing
 * pod.
 */
final class Workload {

  static final String NAMESPACE = "shop";
  private static final int DATABASES = 3;
  private static final Duration RUNS_WITHIN = Duration.ofSeconds(60);

  private Workload() {}

  /** Creates it and waits until every pod is Ready. */
  static void install(KubernetesClient client, int webPods) {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    client
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName("database")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(new IntOrString(DATABASES - 1))
                .withNewSelector()
                .addToMatchLabels("app", "database")
                .endSelector()
                .endSpec()
                .build())
        .create();
    List<Deployment> deployments =
        List.of(deployment("web", webPods), deployment("database", DATABASES));
    deployments.forEach(deployment -> client.resource(deployment).create());
    deployments.forEach(deployment -> awaitRunning(client, deployment));
  }

  private static void awaitRunning(KubernetesClient client, Deployment deployment) {
    client
        .resource(deployment)
        .waitUntilCondition(
            now ->
                now != null
                    && now.getStatus() != null
                    && deployment
                        .getSpec()
                        .getReplicas()
                        .equals(now.getStatus().getReadyReplicas()),
            RUNS_WITHIN.toSeconds(),
            TimeUnit.SECONDS);
  }

  private static Deployment deployment(String name, int replicas) {
    Map<String, String> labels = Map.of("app", name);
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .withMatchLabels(labels)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName(name)
        .withImage("registry.example.com/shop/" + name + ":1")
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .endResources()
        .endContainer()
        .withTerminationGracePeriodSeconds(1L)
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
