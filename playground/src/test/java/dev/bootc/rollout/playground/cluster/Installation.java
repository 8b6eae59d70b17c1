package dev.bootc.rollout.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.playground.launch.Checkout;
import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.cluster.ClusterNode;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.process.CommandRun;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The product, installed by Helm on a cluster with real nodes, as its users do it. */
final class Installation implements AutoCloseable {
  static final String RELEASE = "bootc-rollout";
  static final String NAMESPACE = "bootc-rollout-system";

  static final String POOL = "e2e.bootc.dev/pool";

  /** From the message of the chart to the end of the commands in it. */
  private static final Pattern COMMANDS = Pattern.compile("by: (for d in .*; done)\\.");

  private static final Logger LOG = LoggerFactory.getLogger(Installation.class);

  private final ProductCluster cluster;

  private Installation(ProductCluster cluster) {
    this.cluster = cluster;
  }

  static Installation start() {
    return new Installation(
        ProductCluster.start(step -> LOG.atInfo().addKeyValue("step", step).log("the cluster")));
  }

  ProductCluster cluster() {
    return cluster;
  }

  KubernetesClient client() {
    return cluster.cluster().client();
  }

  static Path chart() {
    return Checkout.root().resolve("charts/bootc-rollout");
  }

  /**
   * The chart as it was when the definitions were no templates and the agent had no namespace of
   * its own. It brings the definitions of today, since it is today's operator that it installs.
   */
  static Path earlierChart() throws IOException {
    Path kept =
        Checkout.root()
            .resolve(
                "playground/src/test/resources/dev/bootc/rollout/playground/cluster/earlier-chart");
    Path earlier = Files.createTempDirectory(Checkout.root().resolve("playground/target"), "chart");
    copy(kept, earlier);
    copy(chart().resolve("definitions"), earlier.resolve("crds"));
    return earlier;
  }

  private static void copy(Path folder, Path into) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copied = into.resolve(folder.relativize(file));
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied);
      }
    }
  }

  /** Installs or upgrades, and waits until everything is ready. */
  void install(Path chart, String... flags) {
    require(tryToInstall(chart, flags));
  }

  /** Whatever comes of it. */
  CommandRun tryToInstall(Path chart, String... flags) {
    return run(
        Stream.concat(
            Stream.of("upgrade", "--install", RELEASE, chart.toString(), "--create-namespace"),
            Stream.concat(
                Stream.of("--wait", "--timeout", "5m"),
                Stream.concat(ProductCluster.imageFlags().stream(), Stream.of(flags)))));
  }

  /** Types the commands that a message of the chart names. */
  void mend(String message) throws IOException, InterruptedException {
    Matcher commands = COMMANDS.matcher(message);
    assertThat(commands.find()).as(message).isTrue();
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", commands.group(1));
    shell.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
    String kubectl = cluster.program(Server.KUBECTL).resolveSibling("").toString();
    shell.environment().merge("PATH", kubectl, (old, own) -> own + ":" + old);
    require(CommandRun.of(shell, Duration.ofMinutes(1)));
  }

  /** Whatever comes of it. */
  CommandRun uninstall(String... flags) {
    return run(
        Stream.concat(
            Stream.of("uninstall", RELEASE, "--wait", "--timeout", "5m"), Stream.of(flags)));
  }

  /** Where an uninstallation or an upgrade of an earlier test failed, nothing can be installed. */
  void forgetHalfOfIt() {
    if (run(Stream.of("status", RELEASE)).output().contains("STATUS: uninstalling")) {
      require(uninstall("--no-hooks"));
    }
    if (definitions().anyMatch(Installation::isNobodys)) {
      forgetAll();
    }
  }

  /** As on a cluster that has never seen the product, but for Temporal's volume. */
  void forgetAll() {
    require(uninstall("--no-hooks", "--ignore-not-found"));
    definitions().forEach(definition -> client().resource(definition).delete());
    await().untilAsserted(() -> assertThat(definitions()).isEmpty());
  }

  private Stream<CustomResourceDefinition> definitions() {
    return client().apiextensions().v1().customResourceDefinitions().list().getItems().stream()
        .filter(definition -> definition.getSpec().getGroup().equals(BootcApi.GROUP));
  }

  private static boolean isNobodys(CustomResourceDefinition definition) {
    return !definition.getMetadata().getAnnotations().containsKey("meta.helm.sh/release-name");
  }

  private CommandRun run(Stream<String> arguments) {
    List<String> command = new ArrayList<>(arguments.toList());
    command.addAll(List.of("--namespace", NAMESPACE));
    CommandRun run = cluster.helm().run(command);
    LOG.atInfo()
        .addKeyValue("command", "helm " + String.join(" ", command))
        .addKeyValue("exitCode", run.exitCode())
        .log("helm ended");
    return run;
  }

  private static void require(CommandRun run) {
    assertThat(run.succeeded()).as(run.output()).isTrue();
  }

  /** Worker nodes that are played, of a pool of that name. */
  LightFleet fleet(String pool, int nodes, FleetTiming timing) {
    return cluster.fleet(pool + "-", nodes, labels(pool), timing);
  }

  static Map<String, String> labels(String pool) {
    return Map.of(POOL, pool);
  }

  /** Pods of a component that are not on their way out, wherever they are. */
  List<Pod> pods(String component) {
    return client()
        .pods()
        .inAnyNamespace()
        .withLabel("app.kubernetes.io/instance", RELEASE)
        .withLabel("app.kubernetes.io/component", component)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** A real node on which no pod of that component runs. */
  ClusterNode machineWithout(String component) {
    List<String> taken = pods(component).stream().map(pod -> pod.getSpec().getNodeName()).toList();
    return cluster.cluster().nodes().stream()
        .filter(node -> !taken.contains(node.name()))
        .findFirst()
        .orElseThrow();
  }

  /** The first process of a pod's only container. */
  RunningPod running(Pod pod) {
    ClusterNode node =
        cluster.cluster().nodes().stream()
            .filter(each -> each.name().equals(pod.getSpec().getNodeName()))
            .findFirst()
            .orElseThrow();
    return RunningPod.of(pod, node);
  }

  /**
   * Deletes the pool, waits until it is gone, and lets its nodes go: those that are played for
   * good.
   */
  void forget(String pool) {
    client().resources(BootcNodePool.class).withName(pool).delete();
    await()
        .untilAsserted(() ->
            assertThat(client().resources(BootcNodePool.class).withName(pool).get()).isNull());
    for (Node node : client().nodes().withLabels(labels(pool)).list().getItems()) {
      String name = node.getMetadata().getName();
      if (cluster.cluster().nodes().stream().anyMatch(real -> real.name().equals(name))) {
        client().nodes().withName(name).edit(Installation::unlabelled);
      } else {
        client().resource(node).delete();
      }
    }
  }

  private static Node unlabelled(Node node) {
    node.getMetadata().getLabels().remove(POOL);
    return node;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
