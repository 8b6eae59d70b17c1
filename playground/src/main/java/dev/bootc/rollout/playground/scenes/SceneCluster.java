package dev.bootc.rollout.playground.scenes;

import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import dev.bootc.rollout.playground.product.Product;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Real servers, and the operator with the chart's rights.
 *
 * @param person a client of whoever owns the pools
 */
record SceneCluster(
    ControlPlane plane, TemporalServer temporal, KubernetesClient person, Started started) {
  static final String LABEL = "pool";

  /** What the field manager of this person's edits is called. */
  private static final String NAME = "ann";

  /** Slow enough that a bar in a timeline has a length. */
  private static final FleetTiming TIMING = FleetTiming.ofMillis(1_500, 4_000);

  /** Starts everything; what was started is closed with {@code started}. */
  static SceneCluster start(RunFolder folder, Started started, Consumer<String> say) {
    ServerBinaries binaries = ServerBinaries.ofThisMachine(say);
    say.accept("starting the servers and the operator");
    ControlPlane plane =
        started.add(ControlPlane.builder().binaries(binaries).withoutScheduler().start());
    TemporalServer temporal = started.add(TemporalServer.create(binaries));
    Product product = new Product(ChartInstallation.fromProgramOn(plane));
    started.add(product.startOperator(temporal, folder.file("operator.log")));
    KubernetesClient person =
        started.add(
            new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(plane.adminConfig()).withUserAgent(NAME).build())
                .build());
    return new SceneCluster(plane, temporal, person, started);
  }

  /** Nodes of a pool of that name. */
  LightFleet fleet(String pool, int nodes, String image) {
    return started.add(
        LightFleet.builder(plane.adminConfig(), image)
            .nodes(pool + "-", nodes)
            .labels(Map.of(LABEL, pool))
            .timing(TIMING)
            .start());
  }
}
