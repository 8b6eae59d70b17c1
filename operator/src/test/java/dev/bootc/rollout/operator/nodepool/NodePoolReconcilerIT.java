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
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.PullSecretRef;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reconciler with the chart's rights against a real API server; Temporal is pretended. */
@RealServers
final class NodePoolReconcilerIT {
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

  NodePoolReconcilerIT(ControlPlane plane) {
    admin = plane.adminClient();
    client =
        new KubernetesClientBuilder()
            .withConfig(ChartInstallation.on(plane).operatorConfig())
            .build();
    cluster = ClusterCache.start(client);
    Clock clock = Clock.systemUTC();
    ClusterActivities activities =
        new ClusterActivities(client, WorkflowClient.newInstance(nowhere), cluster, clock);
    controller = PoolController.start(client, cluster, rollouts, activities.steps(), clock);
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
  void shouldMakeMembersOfMatchingNodesWhenAPoolIsCreated() {
    // When
    createPool(poolName, Fixtures.NEW_IMAGE);

    // Then
    eventually(() -> {
      assertThat(bootcNode("a"))
          .hasValueSatisfying(member -> {
            assertThat(member.getSpec())
                .isEqualTo(
                    new BootcNodeSpec(
                        Fixtures.NEW_IMAGE, DesiredImageState.STAGED, null, null, null, null));
            assertThat(ClusterCache.poolOf(member)).hasValue(poolName);
          });
      assertThat(labels("a")).containsKey(BootcApi.MANAGED_LABEL);
      assertThat(bootcNode("b")).isPresent();
      assertThat(bootcNode("other")).isEmpty();
      assertThat(condition(poolName, "UpToDate"))
          .isEqualTo("False RolloutInProgress 0/2 updated; 2 pending");
      assertThat(condition(poolName, "Degraded")).isEqualTo("False Healthy ");
      assertThat(status(poolName).nodeCount()).isEqualTo(2);
      assertThat(rollouts.followed())
          .last()
          .satisfies(target -> {
            assertThat(target.pool()).isEqualTo(poolName);
            assertThat(target.image()).isEqualTo(Fixtures.NEW_IMAGE);
          });
    });
  }

  @Test
  void shouldNeverClaimToBeDoneWhenMembersAreJustMade() {
    // When
    createPool(poolName, Fixtures.NEW_IMAGE);

    // Then
    eventually(() -> assertThat(status(poolName).nodeCount()).isEqualTo(2));
    assertThat(status(poolName).deployedDigest()).isNull();
  }

  @Test
  void shouldRestoreAndLetGoWhenANodeNoLongerMatches() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(bootcNode("a")).isPresent());
    holdSlot("a");

    // When
    patchNode("a", "{\"metadata\":{\"labels\":{\"run\":\"" + run + "-not\"}}}");

    // Then
    eventually(() -> {
      assertThat(bootcNode("a")).isEmpty();
      assertThat(labels("a")).doesNotContainKey(BootcApi.MANAGED_LABEL);
      assertThat(cordoned("a")).isFalse();
      assertThat(rollouts.ended()).contains(poolName + "/" + name("a"));
      assertThat(bootcNode("b")).isPresent();
    });
  }

  @Test
  void shouldDeleteTheBootcNodeWhenItsNodeIsGone() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(bootcNode("a")).isPresent());

    // When
    admin.nodes().withName(name("a")).delete();

    // Then
    eventually(() -> {
      assertThat(bootcNode("a")).isEmpty();
      assertThat(status(poolName).nodeCount()).isEqualTo(1);
    });
  }

  @Test
  void shouldNameTheOtherPoolAndTakeOverWhenTheOwnerLetsGo() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(bootcNode("b")).isPresent());
    String second = "second-" + run;

    // When
    createPool(second, Fixtures.OLD_IMAGE);

    // Then
    eventually(() ->
        assertThat(condition(second, "Degraded"))
            .startsWith("True NodeConflict")
            .contains(name("a") + " is owned by pool " + poolName));
    admin.resources(BootcNodePool.class).withName(poolName).delete();
    eventually(() -> {
      assertThat(condition(second, "Degraded")).isEqualTo("False Healthy ");
      assertThat(bootcNode("a"))
          .hasValueSatisfying(
              member -> assertThat(member.getSpec().desiredImage()).isEqualTo(Fixtures.OLD_IMAGE));
    });
  }

  @Test
  void shouldTouchNothingAndRecoverWhenTheSpecBecomesWrong() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(status(poolName).nodeCount()).isEqualTo(2));

    // When
    editPool(poolName, "node:latest", new IntOrString(2), null);

    // Then
    eventually(() ->
        assertThat(condition(poolName, "Degraded"))
            .startsWith("True InvalidSpec")
            .contains("spec.image.ref", "node:latest"));
    assertThat(bootcNode("a"))
        .hasValueSatisfying(
            member -> assertThat(member.getSpec().desiredImage()).isEqualTo(Fixtures.NEW_IMAGE));
    assertThat(status(poolName).targetDigest()).isEqualTo(Fixtures.NEW_DIGEST);
    editPool(poolName, Fixtures.NEW_IMAGE, new IntOrString(2), null);
    eventually(() -> assertThat(condition(poolName, "Degraded")).isEqualTo("False Healthy "));
  }

  @Test
  void shouldSayHowToMendItWhenThePullSecretMayNotBeRead() {
    // When
    createPool(poolName, Fixtures.NEW_IMAGE);
    editPool(poolName, Fixtures.NEW_IMAGE, null, new PullSecretRef("hidden", "default"));

    // Then
    eventually(() ->
        assertThat(condition(poolName, "Degraded"))
            .startsWith("True SecretError")
            .contains("default/hidden", "pullSecrets"));
  }

  @Test
  void shouldSaySoAndGoOnWithMembershipWhenTemporalIsAway() {
    // Given
    Instant since = Instant.parse("2026-01-01T00:00:00Z");
    rollouts.answer(new FollowAnswer.Unreachable(since, "no answer from temporal:7233"));

    // When
    createPool(poolName, Fixtures.NEW_IMAGE);

    // Then
    eventually(() -> {
      assertThat(bootcNode("a")).isPresent();
      assertThat(condition(poolName, "TemporalReachable"))
          .isEqualTo("False NotReachable no answer from temporal:7233");
    });
    rollouts.answer(new FollowAnswer.Followed());
    eventually(() -> assertThat(condition(poolName, "TemporalReachable")).isEqualTo("absent"));
  }

  @Test
  void shouldSayWhoPausedWhenTheFieldIsSet() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(rollouts.followed()).isNotEmpty());

    // When
    admin
        .resources(BootcNodePool.class)
        .withName(poolName)
        .patch(MERGE, "{\"spec\":{\"rollout\":{\"paused\":true}}}");

    // Then
    eventually(() -> {
      assertThat(condition(poolName, "UpToDate")).startsWith("False Paused");
      assertThat(rollouts.followed().getLast().pause())
          .satisfies(pause -> {
            assertThat(Objects.requireNonNull(pause).by()).isNotBlank();
            assertThat(pause.reason()).isEqualTo("spec.rollout.paused");
            assertThat(pause.since()).isAfter(Instant.now().minus(Duration.ofMinutes(1)));
          });
    });
  }

  @Test
  void shouldLeaveNothingBehindWhenThePoolIsDeleted() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(status(poolName).nodeCount()).isEqualTo(2));
    holdSlot("a");

    // When
    admin.resources(BootcNodePool.class).withName(poolName).delete();

    // Then
    eventually(() -> {
      assertThat(admin.resources(BootcNodePool.class).withName(poolName).get()).isNull();
      assertThat(bootcNode("a")).isEmpty();
      assertThat(bootcNode("b")).isEmpty();
      assertThat(labels("a")).doesNotContainKey(BootcApi.MANAGED_LABEL);
      assertThat(labels("b")).doesNotContainKey(BootcApi.MANAGED_LABEL);
      assertThat(cordoned("a")).isFalse();
      assertThat(rollouts.ended()).contains(poolName, poolName + "/" + name("a"));
    });
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
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

  private void editPool(
      String name,
      String image,
      @Nullable IntOrString maxUnavailable,
      @Nullable PullSecretRef secret) {
    admin
        .resources(BootcNodePool.class)
        .withName(name)
        .patch(
            MERGE,
            Serialization.asJson(
                Map.of(
                    "spec",
                    new BootcNodePoolSpec(
                        Fixtures.selector(Map.of("run", run)),
                        new ImageSource(image),
                        new RolloutSpec(maxUnavailable, null, null, null, null, null),
                        null,
                        secret))));
  }

  /** As the step "take the slot" leaves it. */
  private void holdSlot(String node) {
    admin
        .resources(BootcNode.class)
        .withName(name(node))
        .patch(
            MERGE,
            """
            {"metadata":{"annotations":{"bootc.dev/in-reboot-slot":"","bootc.dev/was-cordoned":"false"}}}
            """);
    patchNode(node, "{\"spec\":{\"unschedulable\":true}}");
    eventually(
        () -> assertThat(cluster.bootcNode(name(node)).filter(NodeFacts::holdsSlot)).isPresent());
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
