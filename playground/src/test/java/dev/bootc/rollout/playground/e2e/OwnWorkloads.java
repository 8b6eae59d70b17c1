package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Temporal and one operator on nodes of a pool, with the chart's own StatefulSet, Deployment and
 * budgets. Temporal's volume lies on the disk of one node.
 */
final class OwnWorkloads implements AutoCloseable {
  private static final String NAMESPACE = ChartInstallation.NAMESPACE;
  private static final String COMPONENT = "app.kubernetes.io/component";
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  private final KubernetesClient client;
  private final String pool;
  private final Duration outlivesItsNodeFor;

  /**
   * @param outlivesItsNodeFor how long the operator's pod tolerates that its node is down
   */
  OwnWorkloads(KubernetesClient client, String pool, Duration outlivesItsNodeFor) {
    this.client = client;
    this.pool = pool;
    this.outlivesItsNodeFor = outlivesItsNodeFor;
  }

  /** Creates them and waits until both are Ready. */
  void install(String nodeOfTheVolume) {
    client.resource(storageClass()).create();
    client.resource(volumeOn(nodeOfTheVolume)).create();
    Chart.ofThisCheckout().objects("bootc-rollout", NAMESPACE, Optional.empty()).stream()
        .flatMap(object -> onThePool(object).stream())
        .forEach(object -> client.resource(object).create());
    awaitReady("temporal");
    awaitReady("operator");
  }

  private void awaitReady(String component) {
    client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel(COMPONENT, component)
        .waitUntilCondition(
            pod -> pod != null && Readiness.isPodReady(pod),
            READY_WITHIN.toSeconds(),
            TimeUnit.SECONDS);
  }

  /** Those of a component, but for those that are about to go. */
  List<Pod> pods(String component) {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel(COMPONENT, component)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  private Optional<HasMetadata> onThePool(HasMetadata object) {
    return switch (object) {
      case StatefulSet temporal -> Optional.of(placed(temporal));
      case Deployment operator -> Optional.of(placed(operator));
      case PodDisruptionBudget budget -> Optional.of(budget);
      default -> Optional.empty();
    };
  }

  private StatefulSet placed(StatefulSet temporal) {
    return new StatefulSetBuilder(temporal)
        .editSpec()
        .editTemplate()
        .editSpec()
        .addToNodeSelector(TestPool.LABEL, pool)
        .endSpec()
        .endTemplate()
        .editFirstVolumeClaimTemplate()
        .editSpec()
        .withStorageClassName(pool)
        .endSpec()
        .endVolumeClaimTemplate()
        .endSpec()
        .build();
  }

  private Deployment placed(Deployment operator) {
    Deployment placed =
        new DeploymentBuilder(operator)
            .editSpec()
            .withReplicas(1)
            .editTemplate()
            .editSpec()
            .addToNodeSelector(TestPool.LABEL, pool)
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    for (Toleration toleration : placed.getSpec().getTemplate().getSpec().getTolerations()) {
      if (toleration.getTolerationSeconds() != null) {
        toleration.setTolerationSeconds(outlivesItsNodeFor.toSeconds());
      }
    }
    return placed;
  }

  private StorageClass storageClass() {
    return new StorageClassBuilder()
        .withNewMetadata()
        .withName(pool)
        .endMetadata()
        .withProvisioner("kubernetes.io/no-provisioner")
        .withVolumeBindingMode("WaitForFirstConsumer")
        .build();
  }

  private PersistentVolume volumeOn(String node) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(pool)
        .endMetadata()
        .withNewSpec()
        .addToCapacity("storage", new Quantity("10Gi"))
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(pool)
        .withNewLocal()
        .withPath("/var/lib/temporal")
        .endLocal()
        .withNewNodeAffinity()
        .withNewRequired()
        .addNewNodeSelectorTerm()
        .addNewMatchExpression()
        .withKey("kubernetes.io/hostname")
        .withOperator("In")
        .withValues(node)
        .endMatchExpression()
        .endNodeSelectorTerm()
        .endRequired()
        .endNodeAffinity()
        .endSpec()
        .build();
  }

  @Override
  public void close() {
    client.apps().statefulSets().inNamespace(NAMESPACE).delete();
    client.apps().deployments().inNamespace(NAMESPACE).delete();
    client.policy().v1().podDisruptionBudget().inNamespace(NAMESPACE).delete();
    client.pods().inNamespace(NAMESPACE).withGracePeriod(0).delete();
    client.persistentVolumeClaims().inNamespace(NAMESPACE).delete();
    client.persistentVolumes().withName(pool).delete();
    client.storage().v1().storageClasses().withName(pool).delete();
  }
}
