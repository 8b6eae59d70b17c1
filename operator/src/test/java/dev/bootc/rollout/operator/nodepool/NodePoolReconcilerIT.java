package dev.bootc.rollout.operator.nodepool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.ClusterActivities;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.LeanNodesJson;
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
import dev.bootc.rollout.api.RebootPolicy;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.StagedImagePolicy;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(20);
  private static final int EDITS = 20;
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final String poolName = "pool-" + run;
  private final PretendRollouts rollouts = new PretendRollouts();
  private final KubernetesClient admin;
  private final Config operator;
  private final KubernetesClient client;
  private final WorkflowServiceStubs nowhere =
      WorkflowServiceStubs.newServiceStubs(
          WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:1").build());
  private final ClusterCache cluster;
  private final PoolController controller;

  NodePoolReconcilerIT(ControlPlane plane) {
    admin = plane.adminClient();
    operator = ChartInstallation.on(plane).operatorConfig();
    client = client();
    cluster = ClusterCache.start(client);
    controller = anotherLeader();
  }

  private KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withKubernetesSerialization(LeanNodesJson.serialization())
        .withConfig(operator)
        .build();
  }

  private PoolController anotherLeader() {
    Clock clock = Clock.systemUTC();
    ClusterActivities activities =
        new ClusterActivities(client, WorkflowClient.newInstance(nowhere), cluster, clock);
    return PoolController.start(
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
          .isEqualTo(
              "False RolloutInProgress 0/2 updated; 2 pending, 0 staging, 0 staged, 0 rebooting, 0"
                  + " degraded");
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
  void shouldSeeEveryEditThatComesWhileItIsAtAnEarlierOne() {
    // Given
    rollouts.answer(new FollowAnswer.Cancelled());
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(status(poolName).nodeCount()).isEqualTo(2));
    for (int limit = 2; limit < 2 * EDITS; limit += 2) {
      IntOrString meanwhile = new IntOrString(limit + 1);
      rollouts.meanwhile(() -> editPool(poolName, Fixtures.NEW_IMAGE, meanwhile, null));

      // When
      editPool(poolName, Fixtures.NEW_IMAGE, new IntOrString(limit), null);

      // Then
      await()
          .atMost(SEEN_WITHIN)
          .untilAsserted(() ->
              assertThat(rollouts.followed().getLast().maxUnavailable())
                  .isEqualTo(limit(poolName)));
    }
  }

  private MaxUnavailable limit(String name) {
    BootcNodePoolSpec spec =
        admin.resources(BootcNodePool.class).withName(name).require().getSpec();
    RolloutSpec limits = Objects.requireNonNull(spec.rollout());
    return MaxUnavailable.parse(
        String.valueOf(Objects.requireNonNull(limits.maxUnavailable()).getValue()));
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
    eventually(() ->
        assertThat(bootcNode("a"))
            .hasValueSatisfying(member -> {
              assertThat(member.getSpec().pullSecretRef())
                  .isEqualTo(new PullSecretRef("hidden", "default"));
              assertThat(member.getSpec().pullSecretHash()).isNull();
            }));
    assertThat(rollouts.followed()).isNotEmpty();
  }

  @Test
  void shouldCopyThePoolsDisruptionToEveryMemberWhenItIsSetAndWhenItIsTakenBack() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(bootcNode("a")).isPresent());

    // When
    patchPool(
        """
        {"spec":{"disruption":{"rebootPolicy":"AllowSoftReboot","stagedImage":"AppliedByAnyReboot"}}}
        """);

    // Then
    eventually(() ->
        assertThat(bootcNode("a"))
            .hasValueSatisfying(member -> {
              assertThat(member.getSpec().rebootPolicy()).isEqualTo(RebootPolicy.ALLOW_SOFT_REBOOT);
              assertThat(member.getSpec().stagedImage())
                  .isEqualTo(StagedImagePolicy.APPLIED_BY_ANY_REBOOT);
            }));
    patchPool("{\"spec\":{\"disruption\":null}}");
    eventually(() ->
        assertThat(bootcNode("a"))
            .hasValueSatisfying(member -> {
              assertThat(member.getSpec().rebootPolicy()).isNull();
              assertThat(member.getSpec().stagedImage()).isNull();
            }));
  }

  @Test
  void shouldGoOnWithTheOthersAndNameItWhenOneNodeIsRefused() {
    // Given
    refuseLabelsOf("a");
    eventually(() -> assertThat(isRefused("a")).isTrue());

    // When
    createPool(poolName, Fixtures.NEW_IMAGE);

    // Then
    eventually(() -> {
      assertThat(labels("b")).containsKey(BootcApi.MANAGED_LABEL);
      assertThat(rollouts.followed()).isNotEmpty();
      assertThat(condition(poolName, "Degraded"))
          .startsWith("True NodeDegraded " + name("a") + " cannot be")
          .contains("hands off");
    });
    admin.resources(ValidatingAdmissionPolicyBinding.class).withName(run).delete();
    admin.resources(ValidatingAdmissionPolicy.class).withName(run).delete();
    eventually(() -> {
      assertThat(labels("a")).containsKey(BootcApi.MANAGED_LABEL);
      assertThat(condition(poolName, "Degraded")).isEqualTo("False Healthy ");
    });
  }

  @Test
  void shouldRefuseOneObjectAndServeTheOthersWhenItIsOfANewerVersion() {
    // Given
    String definition = "bootcnodepools.node.bootc.dev";
    String values =
        "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/disruption/properties"
            + "/rebootPolicy/enum/-";
    patchDefinition(
        definition, "[{\"op\":\"add\",\"path\":\"" + values + "\",\"value\":\"LiveApply\"}]");
    String future = "future-" + run;

    // When
    eventually(() -> admin.resource(ofANewerVersion(future)).create());
    createPool(poolName, Fixtures.NEW_IMAGE);

    // Then
    eventually(() -> {
      assertThat(condition(future, "Degraded"))
          .startsWith("True InvalidSpec spec.disruption.rebootPolicy: \"LiveApply\"");
      assertThat(status(poolName).nodeCount()).isEqualTo(2);
    });
    // Also where it is there before the operator.
    try (KubernetesClient later = client();
        ClusterCache cache = ClusterCache.start(later)) {
      assertThat(cache.pool(poolName)).isPresent();
      assertThat(cache.pool(future))
          .hasValueSatisfying(pool -> assertThat(pool.unreadable()).hasSize(1));
    }
    patchDefinition(
        definition, "[{\"op\":\"remove\",\"path\":\"" + values.replace("-", "2") + "\"}]");
  }

  @Test
  void shouldMendAMemberWhenItsSpecIsOfANewerVersion() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(bootcNode("a")).isPresent());
    String definition = "bootcnodes.node.bootc.dev";
    String values =
        "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/desiredImageState/enum/-";
    patchDefinition(
        definition, "[{\"op\":\"add\",\"path\":\"" + values + "\",\"value\":\"Frozen\"}]");

    // When
    eventually(() ->
        admin
            .resources(BootcNode.class)
            .withName(name("a"))
            .patch(MERGE, "{\"spec\":{\"desiredImageState\":\"Frozen\"}}"));

    // Then
    eventually(() ->
        assertThat(bootcNode("a"))
            .hasValueSatisfying(member -> {
              assertThat(member.unreadable()).isEmpty();
              assertThat(member.getSpec().desiredImageState()).isEqualTo(DesiredImageState.STAGED);
            }));
    patchDefinition(
        definition, "[{\"op\":\"remove\",\"path\":\"" + values.replace("-", "2") + "\"}]");
  }

  @Test
  void shouldNoticeWhenAFormerLeaderWritesTheStatusLate() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(status(poolName).nodeCount()).isEqualTo(2));
    long looked = controller.reconciliations();

    // When
    admin
        .resources(BootcNodePool.class)
        .withName(poolName)
        .subresource("status")
        .patch(MERGE, "{\"status\":{\"nodeCount\":7,\"deployedDigest\":\"sha256:late\"}}");

    // Then
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> {
          assertThat(controller.reconciliations()).isGreaterThan(looked);
          assertThat(status(poolName).nodeCount()).isEqualTo(2);
        });
  }

  @Test
  void shouldLeaveNothingBehindWhenThePoolHasFinalizersOfEitherName() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(status(poolName).nodeCount()).isEqualTo(2));
    patchPool(
        "{\"metadata\":{\"finalizers\":[\"node.bootc.dev/restore-nodes\",\"bootc.dev/pool-cleanup\"]}}");

    // Then
    eventually(() ->
        assertThat(pool().getMetadata().getFinalizers()).containsExactly(BootcApi.POOL_FINALIZER));
    admin.resource(pool()).delete();
    eventually(
        () -> assertThat(admin.resources(BootcNodePool.class).withName(poolName).get()).isNull());
    assertThat(bootcNode("a")).isEmpty();
  }

  @Test
  void shouldLetAPoolGoWhenOnlyTheFinalizerOfAnEarlierVersionHoldsIt() {
    // Given
    createPool(poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(status(poolName).nodeCount()).isEqualTo(2));
    controller.close();
    patchPool("{\"metadata\":{\"finalizers\":[\"node.bootc.dev/restore-nodes\"]}}");
    admin.resource(pool()).delete();

    // When
    try (PoolController _ = anotherLeader()) {

      // Then
      eventually(
          () -> assertThat(admin.resources(BootcNodePool.class).withName(poolName).get()).isNull());
      assertThat(bootcNode("a")).isEmpty();
      assertThat(labels("a")).doesNotContainKey(BootcApi.MANAGED_LABEL);
    }
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

  /** Nobody may label the node or take its labels off. */
  private void refuseLabelsOf(String node) {
    admin
        .resource(
            new ValidatingAdmissionPolicyBuilder()
                .withNewMetadata()
                .withName(run)
                .endMetadata()
                .withNewSpec()
                .withFailurePolicy("Fail")
                .withNewMatchConstraints()
                .addNewResourceRule()
                .withApiGroups("")
                .withApiVersions("v1")
                .withOperations("UPDATE")
                .withResources("nodes")
                .endResourceRule()
                .endMatchConstraints()
                .addNewValidation()
                .withExpression(
                    "object.metadata.name != '"
                        + name(node)
                        + "' || object.metadata.labels == oldObject.metadata.labels")
                .withMessage("hands off")
                .endValidation()
                .endSpec()
                .build())
        .create();
    admin
        .resource(
            new ValidatingAdmissionPolicyBindingBuilder()
                .withNewMetadata()
                .withName(run)
                .endMetadata()
                .withNewSpec()
                .withPolicyName(run)
                .withValidationActions("Deny")
                .endSpec()
                .build())
        .create();
  }

  private boolean isRefused(String node) {
    try {
      patchNode(node, "{\"metadata\":{\"labels\":{\"tried\":\"" + UUID.randomUUID() + "\"}}}");
      return false;
    } catch (KubernetesClientException refused) {
      return true;
    }
  }

  private void patchDefinition(String name, String patch) {
    admin
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON), patch);
  }

  private GenericKubernetesResource ofANewerVersion(String name) {
    return Serialization.unmarshal(
        """
        {"apiVersion":"node.bootc.dev/v1alpha1","kind":"BootcNodePool","metadata":{"name":"%s"},
         "spec":{"nodeSelector":{"matchLabels":{"run":"%s"}},"image":{"ref":"%s"},
                 "disruption":{"rebootPolicy":"LiveApply"}}}
        """
            .formatted(name, run, Fixtures.NEW_IMAGE),
        GenericKubernetesResource.class);
  }

  private void patchPool(String patch) {
    admin.resources(BootcNodePool.class).withName(poolName).patch(MERGE, patch);
  }

  private BootcNodePool pool() {
    return admin.resources(BootcNodePool.class).withName(poolName).require();
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
