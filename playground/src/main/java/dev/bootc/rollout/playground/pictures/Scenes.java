package dev.bootc.rollout.playground.pictures;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.host.SimulatedHost;
import dev.bootc.rollout.testkit.host.SimulatedHosts;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.Fault;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Four pools, of which each is rolled from one image to the next by a person's edit. Where nodes
 * fail they have the product's agents, which say why; those of the others are played.
 */
final class Scenes {
  private static final String IMAGE = "registry.example.com/os/node:";

  /** Slow enough that a bar in a timeline has a length. */
  private static final FleetTiming TIMING = FleetTiming.ofMillis(1_500, 4_000);

  /** One node at a time, and back where one fails. */
  private static final Map<String, ?> CAUTIOUS =
      Map.of("onFailure", "Rollback", "maxUnavailable", 1, "maxUnhealthy", 1);

  private final Servers servers;
  private final SimulatedRegistry registry;
  private final String before;
  private final SimulatedHosts batchHosts;
  private final SimulatedHosts edgeHosts;
  private final ScenePool web;
  private final ScenePool database;
  private final ScenePool batch;
  private final ScenePool edge;

  Scenes(Servers servers) {
    this.servers = servers;
    registry = new SimulatedRegistry(servers.folder().file("registry.json"));
    before = registry.publish(IMAGE + "1.0");
    web = played("web", 6);
    database = played("database", 3);
    batchHosts = hosts("batch", 4);
    batch = pool("batch", batchHosts);
    edgeHosts = hosts("edge", 4);
    edge = pool("edge", edgeHosts);
  }

  /** Returns once each rollout stands where it is to be looked at. */
  void play(Consumer<String> say) {
    List<ScenePool> all = List.of(web, database, batch, edge);
    say.accept("creating the pools");
    all.forEach(pool -> pool.create(before, 2));
    all.forEach(pool -> pool.awaitUpToDate(before));
    web.runPods();
    database.runPods();
    database.holdPods();
    batch.runPods();
    spoilOthers(batchHosts);
    edge.awaitDeployed(before);
    edge.edit(CAUTIOUS);
    say.accept("rolling them");
    String after = registry.publish(IMAGE + "2.0");
    all.forEach(pool -> pool.editImage(after));
    edge.awaitUpdated(1);
    spoilOthers(edgeHosts);
    web.awaitUpToDate(after);
    batch.awaitPhase(RolloutPhase.HALTED);
    database.awaitBlockedBy(BlockedBy.Kind.DRAIN_BLOCKED);
    edge.awaitPhase(RolloutPhase.ROLLED_BACK);
  }

  private ScenePool played(String name, int nodes) {
    return new ScenePool(servers, name, servers.fleet(name, nodes, before, TIMING).nodes());
  }

  private SimulatedHosts hosts(String pool, int nodes) {
    return servers.hosts(pool, nodes, registry, before, servers.product()::agent);
  }

  private ScenePool pool(String name, SimulatedHosts hosts) {
    return new ScenePool(servers, name, hosts.all().stream().map(SimulatedHost::nodeName).toList());
  }

  /** Those that were not rebooted yet boot the next image, and go back by themselves. */
  private static void spoilOthers(SimulatedHosts hosts) {
    hosts.all().stream()
        .filter(host -> host.reboots() == 0)
        .forEach(host -> host.setFault(Fault.ROLLS_BACK_AFTER_BOOT, ""));
  }
}
