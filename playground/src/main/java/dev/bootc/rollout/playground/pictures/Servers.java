package dev.bootc.rollout.playground.pictures;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import dev.bootc.rollout.playground.launch.Waiting;
import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.playground.product.Product;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.Chart;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.host.AgentLaunch;
import dev.bootc.rollout.testkit.host.SimulatedHost;
import dev.bootc.rollout.testkit.host.SimulatedHosts;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.PrometheusServer;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Real servers and the operator with the chart's rights.
 *
 * @param person a client of whoever owns the pools
 */
record Servers(
    RunFolder folder,
    Started started,
    ControlPlane controlPlane,
    TemporalServer temporal,
    Product product,
    OperatorProgram operator,
    KubernetesClient person) {

  static final String LABEL = "pool";

  /** What the field manager of this person's edits is called. */
  private static final String NAME = "ann";

  /** So that a graph begins with what was before. */
  private static final Duration CALM = Duration.ofSeconds(30);

  /** Starts them; they are closed with {@code started}. */
  static Servers start(RunFolder folder, Started started, Consumer<String> say) {
    ServerBinaries binaries = ServerBinaries.ofThisMachine(say);
    say.accept("starting the servers");
    ControlPlane controlPlane =
        started.add(ControlPlane.builder().binaries(binaries).withoutScheduler().start());
    TemporalServer temporal = started.add(TemporalServer.create(binaries));
    Product product = new Product(ChartInstallation.fromProgramOn(controlPlane));
    OperatorProgram operator =
        started.add(product.startOperator(temporal, folder.file("operator.log")));
    KubernetesClient person =
        started.add(
            new KubernetesClientBuilder()
                .withConfig(
                    new ConfigBuilder(controlPlane.adminConfig()).withUserAgent(NAME).build())
                .build());
    return new Servers(folder, started, controlPlane, temporal, product, operator, person);
  }

  /** Nodes of a pool of that name, played. */
  LightFleet fleet(String pool, int nodes, String image, FleetTiming timing) {
    return started.add(
        LightFleet.builder(controlPlane.adminConfig(), image)
            .nodes(pool + "-", nodes)
            .labels(Map.of(LABEL, pool))
            .timing(timing)
            .start());
  }

  /**
   * Nodes of a pool of that name: simulated hosts, each with an agent.
   *
   * @param image of the registry, which they run at first
   * @param agent how that of a host is started
   */
  SimulatedHosts hosts(
      String pool,
      int nodes,
      SimulatedRegistry registry,
      String image,
      Function<SimulatedHost, AgentLaunch> agent) {
    return started.add(
        SimulatedHosts.builder(
                controlPlane.adminConfig(), folder.file(pool + "-hosts"), registry, image)
            .nodes(pool + "-", nodes)
            .labels(Map.of(LABEL, pool))
            .timing(HostTiming.watchable())
            .agent(agent)
            .start());
  }

  /** Until the pool says so. */
  void await(String pool, Predicate<BootcNodePoolStatus> so, Duration patience) {
    person
        .resources(BootcNodePool.class)
        .withName(pool)
        .waitUntilCondition(
            seen -> seen != null && seen.getStatus() != null && so.test(seen.getStatus()),
            patience.toSeconds(),
            TimeUnit.SECONDS);
  }

  /**
   * Has a Prometheus ask the operator and these, with the chart's alerts; returns after a while in
   * which nothing happens.
   */
  PrometheusServer watch(Map<String, String> agents) {
    Map<String, String> targets = new TreeMap<>(agents);
    targets.put("operator", operator.httpAddress());
    PrometheusServer prometheus =
        started.add(
            PrometheusServer.create(
                targets,
                List.of(Chart.ofThisCheckout().folder().resolve("files").resolve("alerts.yaml"))));
    Waiting.pause(CALM);
    return prometheus;
  }
}
