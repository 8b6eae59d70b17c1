package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.playground.product.Product;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.kubelet.NodeBlueprint;
import dev.bootc.rollout.testkit.pool.UserPool;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Real servers, a light fleet, the operator with the chart's rights, and one pool. */
final class RolloutCluster {

  static final String POOL = "bench";
  private static final String USER_AGENT = "bootc-bench";
  private static final Map<String, String> LABELS = Map.of("pool", POOL);
  private static final Duration UP_TO_DATE_WITHIN = Duration.ofMinutes(15);

  private final ControlPlane controlPlane;
  private final TemporalServer temporal;
  private final OperatorProgram operator;
  private final KubernetesClient client;
  private final UserPool pool;

  private RolloutCluster(
      ControlPlane controlPlane,
      TemporalServer temporal,
      OperatorProgram operator,
      KubernetesClient client) {
    this.controlPlane = controlPlane;
    this.temporal = temporal;
    this.operator = operator;
    this.client = client;
    pool = new UserPool(client, POOL);
  }

  /** Starts everything; what was started is closed with {@code started}. */
  static RolloutCluster start(
      RolloutSetting setting, RunFolder folder, Started started, Consumer<String> progress) {
    ServerBinaries binaries = ServerBinaries.ofThisMachine(progress);
    progress.accept("starting the servers");
    ControlPlane controlPlane =
        started.add(ControlPlane.builder().binaries(binaries).withoutScheduler().start());
    TemporalServer temporal = started.add(TemporalServer.create(binaries));
    ChartInstallation chart = ChartInstallation.fromProgramOn(controlPlane);
    progress.accept("registering " + setting.nodes() + " nodes");
    LightFleet _ =
        started.add(
            LightFleet.builder(controlPlane.adminConfig(), image(0))
                .nodes("node-", setting.nodes())
                .labels(LABELS)
                .size(NodeBlueprint.Size.REAL)
                .timing(new FleetTiming(setting.stage(), setting.reboot()))
                .start());
    OperatorProgram operator =
        started.add(new Product(chart).startOperator(temporal, folder.file("operator.log")));
    KubernetesClient client =
        started.add(
            new KubernetesClientBuilder()
                .withConfig(
                    new ConfigBuilder(controlPlane.adminConfig()).withUserAgent(USER_AGENT).build())
                .build());
    return new RolloutCluster(controlPlane, temporal, operator, client);
  }

  ControlPlane controlPlane() {
    return controlPlane;
  }

  TemporalServer temporal() {
    return temporal;
  }

  OperatorProgram operator() {
    return operator;
  }

  /** Creates the pool at the image that its nodes run, and waits until it says so. */
  void createPool(RolloutSetting setting) {
    pool.create(LABELS, image(0), setting.maxUnavailable());
    awaitUpToDate(0, setting.nodes());
  }

  /** The edit that starts a rollout. */
  void edit(int image) {
    pool.editImage(image(image));
  }

  /** Waits on a watch until the pool says that all its nodes run that image. */
  void awaitUpToDate(int image, int nodes) {
    pool.awaitUpToDate(image(image), nodes, UP_TO_DATE_WITHIN);
  }

  /** Nodes that are cordoned now. */
  long cordoned() {
    return client.nodes().list().getItems().stream()
        .filter(node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
        .count();
  }

  private static String image(int number) {
    return "registry.example.com/os/node@" + digest(number);
  }

  private static String digest(int number) {
    return "sha256:" + "%064x".formatted(number + 1);
  }
}
