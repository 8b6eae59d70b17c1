package dev.bootc.rollout.playground.pictures;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.fleet.NodeFault;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.pool.UserPool;
import dev.bootc.rollout.testkit.process.FreePorts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One pool whose rollout goes on although a drain is held and a node has failed, one whose rollout
 * nothing is in the way of, one that halted at a node that did not come back, one that a person
 * paused, and one that is done. Nodes of the last have the product's agents, those of the others
 * are played.
 */
final class FivePools {
  private static final String ROLLING = "workers";
  private static final String UNTROUBLED = "web";
  private static final String HALTED = "storage";
  private static final String PAUSED = "database";
  private static final String DONE = "edge";

  private static final int MANY = 36;
  private static final int SOME = 14;
  private static final int FEW = 6;
  private static final int HOSTS = 3;
  private static final FleetTiming UNHURRIED = FleetTiming.ofMillis(4_000, 9_000);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String IMAGE = "registry.example.com/os/node:";

  private final Servers servers;
  private final SimulatedRegistry registry;
  private final String before;
  private final Map<String, String> agents = new TreeMap<>();

  private FivePools(Servers servers) {
    this.servers = servers;
    registry = new SimulatedRegistry(servers.folder().file("registry.json"));
    before = registry.publish(IMAGE + "1.0");
  }

  /** Creates them, each at the image that its nodes run. */
  static FivePools start(Servers servers) {
    FivePools pools = new FivePools(servers);
    pools.startHosts();
    LightFleet many = pools.fleet(ROLLING, MANY);
    many.setFault(many.nodes().get(2), NodeFault.COMES_BACK_ON_OLD_IMAGE);
    HeldPod.on(many.nodes().get(4), servers.person());
    LightFleet few = pools.fleet(HALTED, FEW);
    few.setFault(few.nodes().get(2), NodeFault.STAYS_AWAY);
    pools.fleet(PAUSED, FEW);
    pools.fleet(UNTROUBLED, SOME);
    pools.create(ROLLING, MANY, 4, Map.of("maxUnhealthy", 4));
    pools.create(UNTROUBLED, SOME, 1, Map.of());
    pools.create(HALTED, FEW, 1, Map.of("rebootTimeoutSeconds", 20));
    pools.create(PAUSED, FEW, 1, Map.of());
    pools.create(DONE, HOSTS, 1, Map.of());
    return pools;
  }

  /** Where the agents are asked for metrics, by job. */
  Map<String, String> agents() {
    return Map.copyOf(agents);
  }

  /** Edits all of them, and returns when there is something to be seen of each. */
  void roll() {
    String after = registry.publish(IMAGE + "2.0");
    List.of(DONE, HALTED, PAUSED, ROLLING, UNTROUBLED).forEach(pool -> pool(pool).editImage(after));
    await(PAUSED, status -> isBetween(status, 2, FEW));
    pool(PAUSED).editPaused(true);
    await(PAUSED, status -> isInTheWay(status, Kind.PAUSED));
    await(ROLLING, status -> isInTheWay(status, Kind.DRAIN_BLOCKED));
    await(ROLLING, status -> isInTheWay(status, Kind.NODE_FAILED));
    await(HALTED, status -> isInTheWay(status, Kind.HALTED));
    pool(DONE).awaitUpToDate(after, HOSTS, PATIENCE);
    await(ROLLING, status -> isBetween(status, MANY / 2, MANY));
    await(UNTROUBLED, status -> isBetween(status, 1, SOME));
  }

  private LightFleet fleet(String pool, int nodes) {
    return servers.fleet(pool, nodes, before, UNHURRIED);
  }

  private void startHosts() {
    List<Integer> ports = FreePorts.choose(HOSTS);
    servers.hosts(
        DONE,
        HOSTS,
        registry,
        before,
        host -> {
          int port = ports.get(agents.size());
          agents.put("agent-" + host.nodeName(), "127.0.0.1:" + port);
          return servers.product().agent(host, port);
        });
  }

  private void create(String name, int nodes, int maxUnavailable, Map<String, ?> rollout) {
    UserPool pool = pool(name);
    pool.create(labels(name), before, maxUnavailable);
    pool.editRollout(rollout);
    pool.awaitUpToDate(before, nodes, PATIENCE);
  }

  private UserPool pool(String name) {
    return new UserPool(servers.person(), name);
  }

  private static Map<String, String> labels(String pool) {
    return Map.of(Servers.LABEL, pool);
  }

  private void await(String name, Predicate<BootcNodePoolStatus> so) {
    servers.await(name, so, PATIENCE);
  }

  /** Not where none has begun: all run the image of before then. */
  private static boolean isBetween(BootcNodePoolStatus status, int least, int all) {
    return status.updatedCount() != null
        && status.updatedCount() >= least
        && status.updatedCount() < all;
  }

  private static boolean isInTheWay(BootcNodePoolStatus status, Kind kind) {
    return status.blockedBy().stream().map(BlockedBy::kind).anyMatch(kind.text()::equals);
  }
}
