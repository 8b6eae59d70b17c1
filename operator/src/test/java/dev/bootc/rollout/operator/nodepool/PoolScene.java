package dev.bootc.rollout.operator.nodepool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.ClusterActivities;
import dev.bootc.rollout.activities.cluster.ApiServerOutages;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.LeanNodesJson;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.pool.OverallLimit;
import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.operator.registry.RegistryOptions;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;

/**
 * Nodes a and b, which a pool of this scene has, and one that it has not, under a leader with the
 * chart's rights; Temporal is pretended.
 */
final class PoolScene implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  final String run = UUID.randomUUID().toString().substring(0, 8);
  final String poolName = "pool-" + run;
  final PretendRollouts rollouts = new PretendRollouts();
  final KubernetesClient admin;
  final ClusterCache cluster;
  final PoolController controller;
  private final RegistryOptions registries;
  private final Config operator;
  private final KubernetesClient client;
  private final WorkflowServiceStubs nowhere =
      WorkflowServiceStubs.newServiceStubs(
          WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:1").build());

  PoolScene(ControlPlane plane) {
    this(plane, RegistryOptions.DEFAULTS);
  }

  PoolScene(ControlPlane plane, RegistryOptions registries) {
    this.registries = registries;
    admin = plane.adminClient();
    operator = ChartInstallation.on(plane).operatorConfig();
    client = client();
    cluster = ClusterCache.start(client, new ApiServerOutages());
    controller = anotherLeader();
    createNode("a", Map.of("run", run));
    createNode("b", Map.of("run", run));
    createNode("other", Map.of("run", run + "-not"));
  }

  /** With the rights and the reading of the operator. */
  KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withKubernetesSerialization(LeanNodesJson.serialization())
        .withConfig(operator)
        .build();
  }

  PoolController anotherLeader() {
    Clock clock = Clock.systemUTC();
    ClusterActivities activities =
        new ClusterActivities(
            client, WorkflowClient.newInstance(nowhere), cluster, OverallLimit.NONE, clock);
    return PoolController.start(
        client,
        cluster,
        rollouts,
        activities.steps(),
        activities.cordons(),
        Optional::empty,
        registries,
        "test",
        _ -> {},
        clock);
  }

  static void eventually(ThrowingRunnable assertion) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
  }

  String name(String node) {
    return node + "-" + run;
  }

  void createNode(String node, Map<String, String> labels) {
    admin
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name(node))
                .withLabels(labels)
                .endMetadata()
                .build())
        .create();
  }

  void createPool(String name, String image) {
    BootcNodePool pool = new BootcNodePool();
    pool.getMetadata().setName(name);
    pool.setSpec(
        new BootcNodePoolSpec(
            Fixtures.selector(Map.of("run", run)), new ImageSource(image), null, null, null));
    admin.resource(pool).create();
  }

  void patchPool(String patch) {
    admin.resources(BootcNodePool.class).withName(poolName).patch(MERGE, patch);
  }

  void patchNode(String node, String patch) {
    admin.nodes().withName(name(node)).patch(MERGE, patch);
  }

  void patchBootcNode(String node, String patch) {
    admin.resources(BootcNode.class).withName(name(node)).patch(MERGE, patch);
  }

  void awaitSlotOf(String node) {
    eventually(
        () -> assertThat(cluster.bootcNode(name(node)).filter(NodeFacts::holdsSlot)).isPresent());
  }

  Optional<BootcNode> bootcNode(String node) {
    return Optional.ofNullable(admin.resources(BootcNode.class).withName(name(node)).get());
  }

  Map<String, String> labels(String node) {
    return admin.nodes().withName(name(node)).require().getMetadata().getLabels();
  }

  boolean cordoned(String node) {
    return Boolean.TRUE.equals(
        admin.nodes().withName(name(node)).require().getSpec().getUnschedulable());
  }

  BootcNodePool pool() {
    return admin.resources(BootcNodePool.class).withName(poolName).require();
  }

  BootcNodePoolStatus status(String pool) {
    return NodePoolStatusFactory.previous(
        admin.resources(BootcNodePool.class).withName(pool).require());
  }

  String condition(String pool, String type) {
    return Condition.find(status(pool).conditions(), type)
        .map(found -> found.status() + " " + found.reason() + " " + found.message())
        .orElse("absent");
  }

  /** What is in the way; fails where nothing of that kind is, or something is missing of it. */
  BlockedBy blockedBy(String pool, Kind kind) {
    BlockedBy found =
        status(pool).blockedBy().stream()
            .filter(entry -> entry.kind().equals(kind.text()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no " + kind + " in " + status(pool)));
    assertThat(Instant.parse(String.valueOf(found.since()))).isBeforeOrEqualTo(Instant.now());
    assertThat(found.message()).isNotBlank();
    assertThat(found.nextAction())
        .startsWith(kind == Kind.TEMPORAL_UNAVAILABLE ? "temporal " : "kubectl ");
    return found;
  }

  @Override
  public void close() {
    admin.resources(BootcNodePool.class).list().getItems().stream()
        .filter(pool -> pool.getMetadata().getName().endsWith(run))
        .forEach(pool -> admin.resource(pool).delete());
    eventually(() ->
        assertThat(admin.resources(BootcNodePool.class).list().getItems())
            .noneMatch(pool -> pool.getMetadata().getName().endsWith(run)));
    for (String node : List.of("a", "b", "other")) {
      admin.nodes().withName(name(node)).delete();
    }
    controller.close();
    cluster.close();
    nowhere.shutdownNow();
    client.close();
  }
}
