package dev.bootc.rollout.playground.pictures;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.NodeFault;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Four pools, of which each is rolled from one image to the next by a person's edit. */
final class Scenes {
  private static final String OLD = image("5f0c3a1b97d2");
  private static final String NEW = image("c81e4d60a2f7");

  /** Slow enough that a bar in a timeline has a length. */
  private static final FleetTiming TIMING = FleetTiming.ofMillis(1_500, 4_000);

  /** One node at a time, and back where one fails. */
  private static final Map<String, ?> CAUTIOUS =
      Map.of("onFailure", "Rollback", "maxUnavailable", 1, "maxUnhealthy", 1);

  private final ScenePool web;
  private final ScenePool database;
  private final ScenePool batch;
  private final ScenePool edge;

  Scenes(Servers servers) {
    web = pool(servers, "web", 6);
    database = pool(servers, "database", 3);
    batch = pool(servers, "batch", 8);
    edge = pool(servers, "edge", 5);
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

  private static ScenePool pool(Servers servers, String name, int nodes) {
    return new ScenePool(servers, name, servers.fleet(name, nodes, OLD, TIMING));
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
