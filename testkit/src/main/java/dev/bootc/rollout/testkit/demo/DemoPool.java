package dev.bootc.rollout.testkit.demo;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.RolloutStatus;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The pool, as a user writes it. */
final class DemoPool {

  static final String NAME = "workers";

  private final KubernetesClient client;

  DemoPool(KubernetesClient client) {
    this.client = client;
  }

  void create(String image, int maxUnavailable) {
    BootcNodePool pool = new BootcNodePool();
    pool.setMetadata(new ObjectMetaBuilder().withName(NAME).build());
    pool.setSpec(
        new BootcNodePoolSpec(
            new LabelSelectorBuilder().withMatchLabels(DemoCluster.LABELS).build(),
            new ImageSource(image),
            new RolloutSpec(new IntOrString(maxUnavailable), null, null, null),
            null,
            null));
    client.resource(pool).create();
  }

  void edit(String image) {
    client
        .resources(BootcNodePool.class)
        .withName(NAME)
        .edit(pool -> {
          BootcNodePoolSpec spec = pool.getSpec();
          pool.setSpec(
              new BootcNodePoolSpec(
                  spec.nodeSelector(),
                  new ImageSource(image),
                  spec.rollout(),
                  spec.disruption(),
                  spec.pullSecretRef()));
          return pool;
        });
  }

  /**
   * Waits until the pool says that all its nodes run that image and that the rollout is over.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientTimeoutException when it takes too long
   */
  void awaitUpToDate(String image, int nodes, Duration limit) {
    String digest = ImageDigest.in(image).orElseThrow().text();
    client
        .resources(BootcNodePool.class)
        .withName(NAME)
        .waitUntilCondition(
            pool -> pool != null && isUpToDate(pool.getStatus(), digest, nodes),
            limit.toSeconds(),
            TimeUnit.SECONDS);
  }

  private static boolean isUpToDate(BootcNodePoolStatus status, String digest, int nodes) {
    if (status == null
        || !digest.equals(status.targetDigest())
        || !Integer.valueOf(nodes).equals(status.updatedCount())) {
      return false;
    }
    RolloutStatus rollout = status.rollout();
    boolean rolling =
        rollout != null
            && digest.equals(rollout.digest())
            && !RolloutPhase.COMPLETED.text().equals(rollout.phase());
    return !rolling
        && Condition.find(status.conditions(), PoolConditions.UP_TO_DATE)
            .filter(Condition::isTrue)
            .isPresent();
  }
}
