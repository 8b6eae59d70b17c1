package dev.bootc.rollout.playground.scenes;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.testkit.fleet.NodeFault;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Four pools, of which each is rolled from one image to the next by a person's edit. */
final class Scenes {
  private static final String OLD = image("5f0c3a1b97d2");
  private static final String NEW = image("c81e4d60a2f7");

  /** One node at a time, and back where one fails. */
  private static final Map<String, ?> CAUTIOUS =
      Map.of("onFailure", "Rollback", "maxUnavailable", 1, "maxUnhealthy", 1);

  private final ScenePool web;
  private final ScenePool database;
  private final ScenePool batch;
  private final ScenePool edge;

  Scenes(SceneCluster cluster) {
    web = new ScenePool(cluster, "web", cluster.fleet("web", 6, OLD));
    database = new ScenePool(cluster, "database", cluster.fleet("database", 3, OLD));
    batch = new ScenePool(cluster, "batch", cluster.fleet("batch", 8, OLD));
    edge = new ScenePool(cluster, "edge", cluster.fleet("edge", 5, OLD));
  }

  /** Returns once each rollout stands where it is to be looked at. */
  void play(Consumer<String> say) {
    List<ScenePool> all = List.of(web, database, batch, edge);
    say.accept("creating the pools");
    all.forEach(pool -> pool.create(OLD, 2));
    all.forEach(pool -> pool.awaitUpToDate(OLD));
    web.runPods();
    database.runPods();
    database.holdPods();
    batch.runPods();
    spoilOthers(batch);
    edge.awaitDeployed(OLD);
    edge.edit(CAUTIOUS);
    say.accept("rolling them");
    all.forEach(pool -> pool.editImage(NEW));
    edge.awaitUpdated(1);
    spoilOthers(edge);
    web.awaitUpToDate(NEW);
    batch.awaitPhase(RolloutPhase.HALTED);
    database.awaitBlockedBy(BlockedBy.Kind.DRAIN_BLOCKED);
    edge.awaitPhase(RolloutPhase.ROLLED_BACK);
  }

  /** Those that run the old image do not come up with another. */
  private static void spoilOthers(ScenePool pool) {
    pool.fleet().nodes().stream()
        .filter(node -> pool.fleet().bootedImage(node).equals(OLD))
        .forEach(node -> pool.fleet().setFault(node, NodeFault.COMES_BACK_ON_OLD_IMAGE));
  }

  private static String image(String firstDigits) {
    return "registry.example.com/os/node@sha256:" + firstDigits + "0".repeat(52);
  }
}
