package dev.bootc.rollout.operator.nodepool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.ClusterActivities;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.operator.rollout.EndAnswer;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What people do to BootcNodes and Nodes, and what the leader makes of it: the chart's rights, a
 * real API server, a pretended Temporal.
 */
@RealServers
final class SweeperIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final String poolName = "pool-" + run;
  private final PretendRollouts rollouts = new PretendRollouts();
  private final KubernetesClient admin;
  private final KubernetesClient client;
  private final WorkflowServiceStubs nowhere =
      WorkflowServiceStubs.newServiceStubs(
          WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:1").build());
  private final ClusterCache cluster;
  private final PoolController controller;

  SweeperIT(ControlPlane plane) {
    admin = plane.adminClient();
    client =
        new KubernetesClientBuilder()
            .withConfig(ChartInstallation.on(plane).operatorConfig())
            .build();
    cluster = ClusterCache.start(client);
    Clock clock = Clock.systemUTC();
    ClusterActivities activities =
        new ClusterActivities(client, WorkflowClient.newInstance(nowhere), cluster, clock);
    controller =
        PoolController.start(
            client,
            cluster,
            rollouts,
            activities.steps(),
            activities.cordons(),
            Optional::empty,
            clock);
  }

  @BeforeEach
  void createNodes() {
    createNode("a", Map.of("run", run));
    createNode("b", Map.of("run", run));
    createNode("other", Map.of("run", run + "-not"));
  }

  @AfterEach
  void stop() {
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

  @Test
  void shouldLiftItsCordonWhenTheBootcNodeIsDeletedInItsSlot() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");

    // When
    admin.resources(BootcNode.class).withName(name("a")).delete();

    // Then
    eventually(() -> {
      assertThat(cordoned("a")).isFalse();
      assertThat(annotations("a")).doesNotContainKey(BootcApi.CORDONED_BY);
      assertThat(bootcNode("a"))
          .hasValueSatisfying(made -> assertThat(made).matches(SweeperIT::isFree));
      assertThat(condition(poolName, "MarksInOrder"))
          .isEqualTo(
              "False Mended "
                  + name("a")
                  + " was cordoned by us and held no slot: the cordon is lifted");
    });
  }

  @Test
  void shouldLiftItsCordonAlsoWhileTheRolloutIsCancelledAndTemporalIsAway() {
    // Given
    rollouts.answer(new FollowAnswer.Cancelled());
    rollouts.answer(EndAnswer.UNREACHABLE);
    createPool(poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");

    // When
    admin.resources(BootcNode.class).withName(name("a")).delete();

    // Then
    eventually(() -> assertThat(cordoned("a")).isFalse());
  }

  @Test
  void shouldLeaveACordonThatAPersonMadeTheirsWhenTheBootcNodeIsDeleted() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");
    holdSlot("b");
    patchNode("a", "{\"metadata\":{\"annotations\":{\"bootc.dev/cordoned-by\":null}}}");

    // When
    admin.resources(BootcNode.class).withName(name("a")).delete();
    admin.resources(BootcNode.class).withName(name("b")).delete();

    // Then
    eventually(() -> assertThat(cordoned("b")).isFalse());
    assertThat(cordoned("a")).isTrue();
  }

  @Test
  void shouldLiftTheCordonOfAPoolThatIsNotThereAlsoWhereThereIsNoPoolAtAll() {
    // When
    patchNode(
        "other",
        """
        {"metadata":{"annotations":{"bootc.dev/cordoned-by":"nobody","bootc.dev/cordoned-since":"x"}},
        "spec":{"unschedulable":true}}
        """);

    // Then
    eventually(() -> assertThat(cordoned("other")).isFalse());
  }

  @Test
  void shouldTakeAwayWhatKeptKarpenterOffWhenTheBootcNodeIsDeletedInItsSlot() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");
    patchNode(
        "a",
        """
        {"metadata":{"annotations":{"karpenter.sh/do-not-disrupt":"true","karpenter.sh/do-not-repair":"true",
        "bootc.dev/karpenter-marks":"karpenter.sh/do-not-disrupt"}}}
        """);

    // When
    admin.resources(BootcNode.class).withName(name("a")).delete();

    // Then
    eventually(() ->
        assertThat(annotations("a"))
            .containsKey(BootcApi.KARPENTER_DO_NOT_REPAIR)
            .doesNotContainKeys(BootcApi.KARPENTER_DO_NOT_DISRUPT, BootcApi.KARPENTER_MARKS));
  }

  @Test
  void shouldTakeTheMarkAwayWhenAPersonLiftsTheCordonOfADeletedSlot() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");

    // When
    patchNode("a", "{\"spec\":{\"unschedulable\":null}}");
    admin.resources(BootcNode.class).withName(name("a")).delete();

    // Then
    eventually(() -> assertThat(annotations("a")).doesNotContainKey(BootcApi.CORDONED_BY));
  }

  @Test
  void shouldTakeBackAnApprovalThatHoldsNoSlot() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(bootcNode("a")).isPresent());

    // When
    patchBootcNode("a", "{\"spec\":{\"desiredImageState\":\"Booted\"}}");

    // Then
    eventually(() -> {
      assertThat(bootcNode("a"))
          .hasValueSatisfying(member -> assertThat(member).matches(SweeperIT::isFree));
      assertThat(condition(poolName, "MarksInOrder")).contains("was asked to reboot");
    });
  }

  @Test
  void shouldBeginAnewWhenAnotherMachineRegistersUnderTheName() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");
    String before = bootcNode("a").orElseThrow().getMetadata().getUid();

    // When
    admin.nodes().withName(name("a")).delete();
    createNode("a", Map.of("run", run));

    // Then
    eventually(() -> {
      assertThat(bootcNode("a"))
          .hasValueSatisfying(made -> {
            assertThat(made.getMetadata().getUid()).isNotEqualTo(before);
            assertThat(made).matches(SweeperIT::isFree);
          });
      assertThat(labels("a")).containsKey(BootcApi.MANAGED_LABEL);
      assertThat(cordoned("a")).isFalse();
    });
  }

  @Test
  void shouldGiveASlotBackThatNoUpdateOwnsOnceTheRolloutIsCancelled() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    holdSlot("a");

    // When
    rollouts.answer(new FollowAnswer.Cancelled());
    controller.wakeAll();

    // Then
    eventually(() -> {
      assertThat(bootcNode("a"))
          .hasValueSatisfying(member -> assertThat(member).matches(SweeperIT::isFree));
      assertThat(cordoned("a")).isFalse();
      assertThat(condition(poolName, "MarksInOrder")).contains("that no update owned");
    });
  }

  private static boolean isFree(BootcNode node) {
    return !NodeFacts.holdsSlot(node) && !NodeFacts.approved(node);
  }

  /** As the step "take the slot" leaves it. */
  private void holdSlot(String node) {
    eventually(() -> assertThat(bootcNode(node)).isPresent());
    String uid = admin.nodes().withName(name(node)).require().getMetadata().getUid();
    patchBootcNode(
        node,
        """
        {"metadata":{"annotations":{"bootc.dev/in-reboot-slot":"","bootc.dev/was-cordoned":"false",
        "bootc.dev/slot-since":"2026-01-01T00:00:00Z","bootc.dev/node-uid":"%s"}}}
        """
            .formatted(uid));
    eventually(
        () -> assertThat(cluster.bootcNode(name(node)).filter(NodeFacts::holdsSlot)).isPresent());
    patchNode(
        node,
        """
        {"metadata":{"annotations":{"bootc.dev/cordoned-by":"%s",
        "bootc.dev/cordon-reason":"an update is under way",
        "bootc.dev/cordoned-since":"2026-01-01T00:00:00Z"}},"spec":{"unschedulable":true}}
        """
            .formatted(poolName));
  }

  private void patchBootcNode(String node, String patch) {
    admin.resources(BootcNode.class).withName(name(node)).patch(MERGE, patch);
  }

  private Map<String, String> annotations(String node) {
    return Optional.ofNullable(
            admin.nodes().withName(name(node)).require().getMetadata().getAnnotations())
        .orElse(Map.of());
  }

  private String name(String node) {
    return node + "-" + run;
  }

  private void createNode(String node, Map<String, String> labels) {
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

  private void createPool(String name, String image) {
    BootcNodePool pool = new BootcNodePool();
    pool.getMetadata().setName(name);
    pool.setSpec(
        new BootcNodePoolSpec(
            Fixtures.selector(Map.of("run", run)), new ImageSource(image), null, null, null));
    admin.resource(pool).create();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
  }

  private void patchNode(String node, String patch) {
    admin.nodes().withName(name(node)).patch(MERGE, patch);
  }

  private Optional<BootcNode> bootcNode(String node) {
    return Optional.ofNullable(admin.resources(BootcNode.class).withName(name(node)).get());
  }

  private Map<String, String> labels(String node) {
    return admin.nodes().withName(name(node)).require().getMetadata().getLabels();
  }

  private boolean cordoned(String node) {
    return Boolean.TRUE.equals(
        admin.nodes().withName(name(node)).require().getSpec().getUnschedulable());
  }

  private BootcNodePoolStatus status(String pool) {
    return NodePoolStatusFactory.previous(
        admin.resources(BootcNodePool.class).withName(pool).require());
  }

  private String condition(String pool, String type) {
    return Condition.find(status(pool).conditions(), type)
        .map(found -> found.status() + " " + found.reason() + " " + found.message())
        .orElse("absent");
  }
}
