package dev.bootc.rollout.testkit.pool;

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
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One pool. Edits carry no resourceVersion, as those of {@code kubectl patch}: a status that the
 * operator writes meanwhile is no conflict.
 */
public final class UserPool {
  private final KubernetesClient client;
  private final String name;

  public UserPool(KubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /** Creates the pool of all nodes with these labels, whose updates count at the first Ready. */
  public void create(Map<String, String> labels, String image, int maxUnavailable) {
    BootcNodePool pool = new BootcNodePool();
    pool.setMetadata(new ObjectMetaBuilder().withName(name).build());
    pool.setSpec(
        new BootcNodePoolSpec(
            new LabelSelectorBuilder().withMatchLabels(labels).build(),
            new ImageSource(image),
            new RolloutSpec(
                new IntOrString(maxUnavailable),
                null,
                null,
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null),
            null,
            null));
    client.resource(pool).create();
  }

  /** The edit that starts a rollout. */
  public void editImage(String image) {
    patch(Map.of("image", Map.of("ref", image)));
  }

  public void editPaused(boolean paused) {
    patch(Map.of("rollout", Map.of("paused", paused)));
  }

  public void editDrainTimeout(Duration timeout) {
    patch(Map.of("rollout", Map.of("drainTimeoutSeconds", timeout.toSeconds())));
  }

  /** How nodes are drained, by the names of its fields. */
  public void editDrain(Map<String, ?> drain) {
    patch(Map.of("rollout", Map.of("drain", drain)));
  }

  /** How nodes are drained, and how long that may take. */
  public void editDrain(Duration timeout, Map<String, ?> drain) {
    patch(Map.of("rollout", Map.of("drainTimeoutSeconds", timeout.toSeconds(), "drain", drain)));
  }

  /** How long an updated node has to be Ready before the next one has its turn. */
  public void editMinReady(Duration time) {
    patch(Map.of("rollout", Map.of("minReadySeconds", time.toSeconds())));
  }

  /** {@code spec.rollout}, by the names of its fields; what is not named stays. */
  public void editRollout(Map<String, ?> rollout) {
    patch(Map.of("rollout", rollout));
  }

  private void patch(Map<String, ?> spec) {
    pool().patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(Map.of("spec", spec)));
  }

  /** Asks for the deletion, and does not wait for its end. */
  public void delete() {
    pool().delete();
  }

  /** As it is now; empty where it does not exist. */
  public Optional<BootcNodePool> read() {
    return Optional.ofNullable(pool().get());
  }

  /**
   * Waits until the pool says that all its nodes run that image and that the rollout is over.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientTimeoutException when it takes too long
   */
  public void awaitUpToDate(String image, int nodes, Duration limit) {
    String digest = ImageDigest.in(image).orElseThrow().text();
    pool()
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

  private Resource<BootcNodePool> pool() {
    return client.resources(BootcNodePool.class).withName(name);
  }
}
