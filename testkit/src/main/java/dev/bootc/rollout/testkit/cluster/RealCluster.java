package dev.bootc.rollout.testkit.cluster;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.ServerHome;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster whose nodes are real: pods run, are probed, reach Services by name, and are reached by
 * {@code kubectl logs}, {@code exec} and {@code port-forward}. NetworkPolicies are not enforced,
 * and no node becomes NotReady by missing leases, so that simulated nodes may stand beside the real
 * ones.
 *
 * <p>Guarantees: several can run on a machine; after {@link #close()} none of its processes,
 * mounts, interfaces and control groups is left, and no setting of the machine has changed. What a
 * killed JVM leaves (an interface, empty control groups) the next one removes.
 */
public final class RealCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RealCluster.class);
  private static final Duration READY_WITHIN = Duration.ofMinutes(5);

  private final Closing parts;
  private final ControlPlane plane;
  private final List<ClusterNode> nodes;

  private RealCluster(Closing parts, ControlPlane plane, List<ClusterNode> nodes) {
    this.parts = parts;
    this.plane = plane;
    this.nodes = List.copyOf(nodes);
  }

  /** Why this system can have none, with the mend; empty where it can. */
  public static Optional<String> obstacle() {
    return Requirements.missing();
  }

  /** What killed runs have left. */
  public static void removeLeftovers() {
    Bridge.removeLeftovers();
    ControlGroups.removeLeftovers();
  }

  /** Starts a cluster of so many nodes and waits until all are Ready. */
  public static RealCluster start(ServerBinaries binaries, int nodes) {
    // All binaries first: getting one may take minutes.
    for (Server server : List.of(Server.KUBELET, Server.KUBE_PROXY, Server.COREDNS)) {
      Path _ = binaries.binary(server);
    }
    Instant start = Instant.now();
    removeLeftovers();
    Closing parts = new Closing();
    try {
      RealCluster cluster = start(binaries, nodes, parts);
      LOG.atInfo()
          .addKeyValue("nodes", nodes)
          .addKeyValue("took", Duration.between(start, Instant.now()))
          .log("the cluster is ready");
      return cluster;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static RealCluster start(ServerBinaries binaries, int count, Closing parts) {
    Bridge bridge = parts.add(Bridge.create());
    List<Integer> numbers = IntStream.rangeClosed(1, count).boxed().toList();
    ControlPlane plane =
        parts.add(
            ControlPlane.builder()
                .binaries(binaries)
                .forNodes(bridge.gateway(), numbers.stream().map(NodePlan::name).toList())
                .start());
    ServerHome home = parts.add(ServerHome.create("cluster"));
    ClusterDns.start(binaries, home, bridge, plane);
    LocalVolumes.createClass(plane.adminClient());
    Path pause = pause(home);
    List<ClusterNode> nodes =
        numbers.stream()
            .map(number -> new NodePlan(number, numbers, bridge, plane, binaries))
            .map(plan -> parts.add(ClusterNode.start(home, plan, bridge)))
            .toList();
    for (ClusterNode node : nodes) {
      node.load(pause);
      LocalVolumes.create(plane.adminClient(), node);
      awaitReady(plane.adminClient(), node);
    }
    return new RealCluster(parts, plane, nodes);
  }

  public ControlPlane plane() {
    return plane;
  }

  public KubernetesClient client() {
    return plane.adminClient();
  }

  public List<ClusterNode> nodes() {
    return nodes;
  }

  /** Loads an archive of an image, as {@code docker save} writes it, into every node. */
  public void load(Path archive) {
    nodes.parallelStream().forEach(node -> node.load(archive));
  }

  private static Path pause(ServerHome home) {
    try {
      return ImageArchive.pause(home.subfolder("images"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitReady(KubernetesClient client, ClusterNode node) {
    client
        .nodes()
        .withName(node.name())
        .waitUntilCondition(RealCluster::isReady, READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
  }

  private static boolean isReady(Node node) {
    return node != null
        && node.getStatus() != null
        && node.getStatus().getConditions() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  @Override
  public void close() {
    parts.close();
  }
}
