package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.playground.product.Product;
import dev.bootc.rollout.playground.runs.RunState;
import dev.bootc.rollout.playground.temporal.TemporalView;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LateFailure;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.recorder.Recorder;
import dev.bootc.rollout.testkit.servers.ApiServerProxy;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operator with the chart's rights, one Temporal of its own, and whatever pools and nodes a
 * test asks for. It may outlive the class that asked for it.
 */
final class World implements AutoCloseable {
  private final ControlPlane plane;
  private final ChartInstallation chart;
  private final TemporalServer temporal;
  private final OperatorProgram operator;
  private final Deque<AutoCloseable> ofTheTest = new ArrayDeque<>();
  private boolean spoilt;

  private World(
      ControlPlane plane,
      ChartInstallation chart,
      TemporalServer temporal,
      OperatorProgram operator) {
    this.plane = plane;
    this.chart = chart;
    this.temporal = temporal;
    this.operator = operator;
  }

  static World start(ControlPlane plane) {
    ChartInstallation chart = ChartInstallation.on(plane);
    TemporalServer temporal = TemporalServer.create();
    OperatorProgram operator = new Product(chart).startOperator(temporal, log());
    return new World(plane, chart, temporal, operator);
  }

  private static Path log() {
    try {
      return Files.createTempFile(logs(), "operator-", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Beside the test reports, so that whoever looks at a failure finds them. */
  private static Path logs() throws IOException {
    return Files.createDirectories(Path.of("target", "e2e").toAbsolutePath());
  }

  ControlPlane plane() {
    return plane;
  }

  Product product() {
    return new Product(chart);
  }

  TemporalServer temporal() {
    return temporal;
  }

  OperatorProgram operator() {
    return operator;
  }

  KubernetesClient client() {
    return plane.adminClient();
  }

  /** Dies as with {@code kill -9} and comes back, as its Deployment would bring it back. */
  void killOperator() {
    closedAfterTheTest(this::startOperator);
    operator.kill();
    operator.startAgain();
  }

  /**
   * Replicas that elect a leader take the place of the one operator, until the test is over.
   *
   * @param kubeconfigs of each
   */
  List<OperatorProgram> replicas(Path... kubeconfigs) {
    stopOperator();
    List<OperatorProgram> replicas = new ArrayList<>();
    for (Path kubeconfig : kubeconfigs) {
      replicas.add(replica(product(), "replica-" + replicas.size(), kubeconfig));
    }
    return replicas;
  }

  /** Until {@link #startOperator}, or until the test is over. */
  void stopOperator() {
    closedAfterTheTest(this::startOperator);
    operator.stop();
  }

  void startOperator() {
    if (!operator.isAlive()) {
      operator.startAgain();
    }
  }

  /** Until {@link #startTemporal}, or until the test is over. */
  void killTemporal() {
    closedAfterTheTest(this::startTemporal);
    temporal.kill();
  }

  void startTemporal() {
    if (!temporal.isAlive()) {
      temporal.start();
    }
  }

  /**
   * An operator with another Temporal takes the place of the one operator, until the test is over.
   *
   * @param temporal variables that say where it is and who we are there
   */
  OperatorProgram operatorOn(Map<String, String> temporal) {
    stopOperator();
    return closedAfterTheTest(product().startOperator(temporal, log()));
  }

  /** One of several, of whatever version. */
  OperatorProgram replica(Product version, String name, Path kubeconfig) {
    return closedAfterTheTest(version.startReplica(name, kubeconfig, temporal, log()));
  }

  /** That of another checkout, which has been built. */
  Product productOf(Path checkout) {
    return Product.of(checkout, chart);
  }

  Path kubeconfig() {
    return chart.operatorKubeconfig();
  }

  /** As {@link #kubeconfig}, by another way. */
  Path kubeconfigThrough(ApiServerProxy proxy) throws IOException {
    String direct = Files.readString(kubeconfig());
    Path file = Files.createTempFile(kubeconfig().getParent(), "proxied-", ".kubeconfig");
    return Files.writeString(
        file,
        direct.replace(plane.adminConfig().getMasterUrl().replaceAll("/$", ""), proxy.address()));
  }

  /** What the open workflows of the pool and its nodes are doing, by workflow ID. */
  Map<String, RunState> runs(String pool) {
    return RunState.of(temporal.address(), openWorkflows(pool));
  }

  Recorder recorder() {
    return closedAfterTheTest(Recorder.start(plane.adminConfig()));
  }

  /** Nodes of a pool of that name, played at the level of the BootcNode. */
  LightFleet fleet(String pool, int nodes, FleetTiming timing, LateFailure... failures) {
    LightFleet fleet =
        LightFleet.builder(plane.adminConfig(), Images.number(0))
            .nodes(pool + "-", nodes)
            .labels(Map.of(TestPool.LABEL, pool))
            .timing(timing)
            .lateFailures(failures)
            .start();
    // In this order, read backwards: first the nodes stop to be played, then they go.
    closedAfterTheTest(() -> removeNodes(pool));
    return closedAfterTheTest(fleet);
  }

  TestPool pool(String name, int maxUnavailable) {
    return pool(name, Images.number(0), maxUnavailable);
  }

  TestPool pool(String name, String image, int maxUnavailable) {
    TestPool pool = new TestPool(client(), name);
    pool.create(image, maxUnavailable);
    closedAfterTheTest(pool::delete);
    return pool;
  }

  /** A pod that somebody runs on the node; the kubelet ends it a moment after its eviction. */
  void pod(String node) {
    pod(node, Map.of(), List.of());
  }

  private void pod(String node, Map<String, String> labels, List<Volume> volumes) {
    client()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("on-" + node)
                .withNamespace("default")
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withVolumes(volumes)
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("main")
                .withImage("registry.example.com/shop/web:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  /** A volume that no other node can use, to be given to a pod. */
  Volume localVolume(String node) {
    String name = "only-on-" + node;
    HasMetadata volume =
        client()
            .resource(
                """
                {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"%1$s"},
                "spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],
                "persistentVolumeReclaimPolicy":"Retain","storageClassName":"none",
                "local":{"path":"/data"},"nodeAffinity":{"required":{"nodeSelectorTerms":[{
                "matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In",
                "values":["%2$s"]}]}]}}}}
                """
                    .formatted(name, node))
            .create();
    HasMetadata claim =
        client()
            .resource(
                """
                {"apiVersion":"v1","kind":"PersistentVolumeClaim",
                "metadata":{"name":"%1$s","namespace":"default"},
                "spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"none",
                "volumeName":"%1$s","resources":{"requests":{"storage":"1Gi"}}}}
                """
                    .formatted(name))
            .create();
    closedAfterTheTest(() -> client().resourceList(volume, claim).delete());
    return new VolumeBuilder().withName("data").withNewPersistentVolumeClaim(name, false).build();
  }

  /** A pod that nobody may evict, until {@link #letPodsGo}. */
  void heldPod(String node) {
    heldPod(node, List.of());
  }

  void heldPod(String node, List<Volume> volumes) {
    Map<String, String> labels = Map.of("held-on", node);
    client()
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName("held-on-" + node)
                .withNamespace("default")
                .withLabels(Map.of("holds", "pods"))
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(new IntOrString(1))
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .endSpec()
                .build())
        .create();
    pod(node, labels, volumes);
  }

  void letPodsGo() {
    client().policy().v1().podDisruptionBudget().inNamespace("default").withLabel("holds").delete();
  }

  /** To steer the rollout of a pool. */
  TemporalCommand temporal(String pool) {
    try {
      return new TemporalCommand(temporal, "rollout/" + pool, logs().resolve("temporal.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Workflows that are open for the pool and its nodes. */
  List<String> openWorkflows(String pool) {
    return TemporalView.of(temporal).running().stream()
        .map(run -> run.workflowId())
        .filter(id -> id.equals("rollout/" + pool) || id.startsWith("rollout/" + pool + "/"))
        .toList();
  }

  <T extends AutoCloseable> T closedAfterTheTest(T part) {
    ofTheTest.push(part);
    return part;
  }

  /**
   * What a test made; the operator and the servers stay for the next, which is to find nothing of
   * it, whatever could not be removed.
   */
  void cleanUp() throws Exception {
    @Nullable Exception first = null;
    while (!ofTheTest.isEmpty()) {
      try {
        ofTheTest.pop().close();
      } catch (Exception failed) {
        if (first == null) {
          first = failed;
        } else {
          first.addSuppressed(failed);
        }
      }
    }
    if (first != null) {
      spoilt = true;
      throw first;
    }
  }

  /** Whether something of a test may still be there, and the next had better have another world. */
  boolean isSpoilt() {
    return spoilt;
  }

  /** Of hosts that a test closes itself. */
  void removeNodes(String pool) {
    letPodsGo();
    client().pods().inNamespace("default").withGracePeriod(0).delete();
    client().nodes().withLabel(TestPool.LABEL, pool).delete();
  }

  @Override
  public void close() {
    operator.close();
    temporal.close();
  }
}
