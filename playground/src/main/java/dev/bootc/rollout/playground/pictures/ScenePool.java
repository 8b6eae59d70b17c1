package dev.bootc.rollout.playground.pictures;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.testkit.pool.UserPool;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A pool with its nodes, as a person edits it and sees what becomes of it. */
final class ScenePool {
  private static final String NAMESPACE = "default";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Servers servers;
  private final String name;
  private final List<String> nodes;
  private final UserPool pool;

  ScenePool(Servers servers, String name, List<String> nodes) {
    this.servers = servers;
    this.name = name;
    this.nodes = List.copyOf(nodes);
    pool = new UserPool(servers.person(), name);
  }

  void create(String image, int maxUnavailable) {
    pool.create(Map.of(Servers.LABEL, name), image, maxUnavailable);
  }

  void edit(Map<String, ?> rollout) {
    pool.editRollout(rollout);
  }

  void editImage(String image) {
    pool.editImage(image);
  }

  void awaitUpToDate(String image) {
    pool.awaitUpToDate(image, nodes.size(), PATIENCE);
  }

  void awaitUpdated(int some) {
    await(status -> Integer.valueOf(some).equals(status.updatedCount()));
  }

  /** Until it may go back to that. */
  void awaitDeployed(String image) {
    await(status -> image.equals(status.deployedImage()));
  }

  void awaitPhase(RolloutPhase phase) {
    await(status -> status.rollout() != null && phase.text().equals(status.rollout().phase()));
  }

  void awaitBlockedBy(BlockedBy.Kind kind) {
    await(
        status -> status.blockedBy().stream().anyMatch(entry -> entry.kind().equals(kind.text())));
  }

  private void await(Predicate<BootcNodePoolStatus> so) {
    servers.await(name, so, PATIENCE);
  }

  /** A pod of the pool's on each node. */
  void runPods() {
    nodes.forEach(this::runPod);
  }

  /** None of its pods may be evicted any more. */
  void holdPods() {
    servers
        .person()
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(new IntOrString(nodes.size()))
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .endSpec()
                .build())
        .create();
  }

  private void runPod(String node) {
    servers
        .person()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("on-" + node)
                .withNamespace(NAMESPACE)
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("main")
                .withImage("registry.example.com/shop/main:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }
}
