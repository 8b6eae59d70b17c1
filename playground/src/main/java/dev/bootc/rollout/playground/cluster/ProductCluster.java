package dev.bootc.rollout.playground.cluster;

import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.cluster.RealCluster;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.process.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A cluster of three real nodes that have the product's images, so that the chart can be installed.
 * Nodes that are only played can be registered beside them; what is installed keeps off those.
 */
public final class ProductCluster implements AutoCloseable {
  /** Of the nodes that are played. */
  static final Map<String, String> LABELS = Map.of("node-role.kubernetes.io/worker", "");

  /** Keeps pods off them, which would never run there. */
  private static final String TAINT = "bootc-rollout.test/played";

  private static final String IMAGE = "registry.example.com/os/node";

  private static final int MACHINES = 3;

  private final ServerBinaries binaries;
  private final RealCluster cluster;

  private ProductCluster(ServerBinaries binaries, RealCluster cluster) {
    this.binaries = binaries;
    this.cluster = cluster;
  }

  /** Why this system can have none, with the mend; empty where it can. */
  public static Optional<String> obstacle() {
    return RealCluster.obstacle().or(ProductImages::obstacle);
  }

  /** Starts it, which takes half a minute where the binaries are there. */
  public static ProductCluster start(Consumer<String> progress) {
    ServerBinaries binaries = ServerBinaries.ofThisMachine(progress);
    for (Server server : List.of(Server.TEMPORAL, Server.KUBECTL, Server.HELM)) {
      Path _ = binaries.binary(server);
    }
    progress.accept("starting a control plane and " + MACHINES + " nodes");
    RealCluster cluster = RealCluster.start(binaries, MACHINES);
    try {
      progress.accept("loading the images of operator, agent and Temporal into them");
      load(binaries, cluster);
      return new ProductCluster(binaries, cluster);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static void load(ServerBinaries binaries, RealCluster cluster) {
    try {
      Path folder = Files.createTempDirectory("bootc-rollout-images-");
      ProductImages.archives(binaries, folder).forEach(cluster::load);
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public RealCluster cluster() {
    return cluster;
  }

  public Path kubeconfig() {
    return cluster.plane().adminKubeconfig();
  }

  Path program(Server server) {
    return binaries.binary(server);
  }

  /**
   * An image that played nodes can be rolled to; they begin with number 0. The digests are those of
   * the demo, which are told apart by their first digits.
   */
  public static String image(int number) {
    String tagged = "%s:%d.0".formatted(IMAGE, number + 1);
    return IMAGE + "@" + SimulatedRegistry.digest("manifest " + tagged);
  }

  /** Registers nodes that are played. Whoever asks for them closes them. */
  public LightFleet fleet(
      String prefix, int nodes, Map<String, String> labels, FleetTiming timing) {
    return LightFleet.builder(cluster.plane().adminConfig(), image(0))
        .nodes(prefix, nodes)
        .labels(labels)
        .besideRealNodes(TAINT)
        .timing(timing)
        .start();
  }

  /** Helm on this cluster, with the names that the images have here. */
  public HelmCommand helm() {
    return new HelmCommand(program(Server.HELM), kubeconfig());
  }

  /** Flags that tell the chart the names of images. */
  static List<String> imageFlags() {
    return Stream.of("operator", "agent")
        .flatMap(image ->
            Stream.of("--set", image + ".image.repository=" + ProductImages.REPOSITORY + image))
        .toList();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
