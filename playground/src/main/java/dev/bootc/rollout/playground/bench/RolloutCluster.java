package dev.bootc.rollout.playground.bench;

import dev.bootc.rollout.playground.launch.RunFolder;
import dev.bootc.rollout.playground.launch.Started;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.kubelet.NodeBlueprint;
import dev.bootc.rollout.testkit.pool.UserPool;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** Real servers, a light fleet, a contender with the chart's rights, and one pool. */
final class RolloutCluster {

  static final String POOL = "bench";
  private static final String USER_AGENT = "bootc-bench";
  private static final Map<String, String> LABELS = Map.of("pool", POOL);

  /** Beside what the hosts alone need. */
  private static final Duration UP_TO_DATE_WITHIN = Duration.ofMinutes(30);

  private final RolloutSetting setting;
  private final ControlPlane controlPlane;
  private final Contender contender;
  private final SlotLog slots;
  private final KubernetesClient client;
  private final LightFleet fleet;
  private final UserPool pool;

  private RolloutCluster(
      RolloutSetting setting,
      ControlPlane controlPlane,
      Contender contender,
      SlotLog slots,
      KubernetesClient client,
      LightFleet fleet) {
    this.setting = setting;
    this.controlPlane = controlPlane;
    this.contender = contender;
    this.slots = slots;
    this.client = client;
    this.fleet = fleet;
    pool = new UserPool(client, POOL);
  }

  /**
   * Starts everything, creates the pool at the image that its nodes run, and waits until it says
   * so. What was started is closed with {@code started}.
   */
  static RolloutCluster start(
      RolloutSetting setting,
      Contender.Entrance entrance,
      RunFolder folder,
      Started started,
      Consumer<String> progress) {
    ServerBinaries binaries = ServerBinaries.ofThisMachine(progress);
    progress.accept("starting the servers");
    ControlPlane.Builder servers = ControlPlane.builder().binaries(binaries).withoutScheduler();
    ControlPlane controlPlane =
        started.add(setting.bare() ? servers.withoutControllerManager().start() : servers.start());
    ChartInstallation chart = ChartInstallation.fromProgramOn(controlPlane);
    progress.accept("registering " + setting.nodes() + " nodes");
    SlotLog slots = new SlotLog(Clock.systemUTC());
    LightFleet fleet =
        started.add(
            LightFleet.builder(controlPlane.adminConfig(), image(0))
                .nodes("node-", setting.nodes())
                .labels(LABELS)
                .size(NodeBlueprint.Size.REAL)
                .timing(new FleetTiming(setting.stage(), setting.reboot()))
                .listener(slots)
                .start());
    Contender contender = entrance.on(new Contender.Stage(binaries, chart, folder, started));
    KubernetesClient client =
        started.add(
            new KubernetesClientBuilder()
                .withConfig(
                    new ConfigBuilder(controlPlane.adminConfig()).withUserAgent(USER_AGENT).build())
                .build());
    RolloutCluster cluster =
        new RolloutCluster(setting, controlPlane, contender, slots, client, fleet);
    progress.accept("creating the pool");
    cluster.pool.create(LABELS, image(0), setting.maxUnavailable());
    cluster.awaitUpToDate(0);
    return cluster;
  }

  ControlPlane controlPlane() {
    return controlPlane;
  }

  Contender contender() {
    return contender;
  }

  KubernetesClient client() {
    return client;
  }

  LightFleet fleet() {
    return fleet;
  }

  SlotLog slots() {
    return slots;
  }

  /** Process IDs of everything that takes part, by the names that a report gives them. */
  SequencedMap<String, Long> pids() {
    SequencedMap<String, Long> pids = new LinkedHashMap<>();
    contender.programs().forEach((name, program) -> pids.put(name, program.pid()));
    contender.temporal().ifPresent(temporal -> pids.put("Temporal", temporal.pid()));
    pids.putAll(controlPlane.pids());
    pids.put("fleet and bench", ProcessHandle.current().pid());
    return pids;
  }

  /** The edit that starts a rollout. */
  void edit(int image) {
    pool.editImage(image(image));
  }

  /** Waits on a watch until the pool says that all its nodes run that image. */
  void awaitUpToDate(int image) {
    pool.awaitUpToDate(
        image(image), setting.nodes(), UP_TO_DATE_WITHIN.plus(setting.bound().multipliedBy(2)));
  }

  /** Nodes that are cordoned now. */
  long cordoned() {
    return client.nodes().list().getItems().stream()
        .filter(node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
        .count();
  }

  static String image(int number) {
    return "registry.example.com/os/node@" + digest(number);
  }

  private static String digest(int number) {
    // Twelve digits have to tell images apart, as everywhere in the product's texts.
    return "sha256:" + "%012x".formatted(number + 1) + "0".repeat(52);
  }
}
