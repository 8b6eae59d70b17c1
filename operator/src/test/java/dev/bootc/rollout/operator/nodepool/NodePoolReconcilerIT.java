package dev.bootc.rollout.operator.nodepool;

import static dev.bootc.rollout.operator.nodepool.PoolScene.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.cluster.ApiServerOutages;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.PullSecretRef;
import dev.bootc.rollout.api.RebootPolicy;
import dev.bootc.rollout.api.RolloutSpec;
import dev.bootc.rollout.api.StagedImagePolicy;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.testkit.junit.Promised;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reconciler with the chart's rights against a real API server; Temporal is pretended. */
@RealServers
final class NodePoolReconcilerIT {
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(20);
  private static final int EDITS = 20;
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final ControlPlane plane;
  private PoolScene scene;

  NodePoolReconcilerIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void setTheScene() {
    scene = new PoolScene(plane);
  }

  @AfterEach
  void removeTheScene() {
    scene.close();
  }

  @Test
  void shouldMakeMembersOfMatchingNodesWhenAPoolIsCreated() {
    // When
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);

    // Then
    eventually(() -> {
      assertThat(scene.bootcNode("a"))
          .hasValueSatisfying(member -> {
            assertThat(member.getSpec())
                .isEqualTo(
                    new BootcNodeSpec(
                        Fixtures.NEW_IMAGE, DesiredImageState.STAGED, null, null, null, null));
            assertThat(ClusterCache.poolOf(member)).hasValue(scene.poolName);
          });
      assertThat(scene.labels("a")).containsKey(BootcApi.MANAGED_LABEL);
      assertThat(scene.bootcNode("b")).isPresent();
      assertThat(scene.bootcNode("other")).isEmpty();
      assertThat(scene.condition(scene.poolName, "UpToDate"))
          .isEqualTo(
              "False RolloutInProgress 0/2 updated; 2 pending, 0 staging, 0 staged, 0 rebooting, 0"
                  + " degraded");
      assertThat(scene.condition(scene.poolName, "Degraded")).isEqualTo("False Healthy ");
      assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(2);
      assertThat(scene.rollouts.followed())
          .last()
          .satisfies(target -> {
            assertThat(target.pool()).isEqualTo(scene.poolName);
            assertThat(target.image()).isEqualTo(Fixtures.NEW_IMAGE);
          });
    });
  }

  @Test
  void shouldNeverClaimToBeDoneWhenMembersAreJustMade() {
    // When
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);

    // Then
    eventually(() -> assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(2));
    assertThat(scene.status(scene.poolName).deployedDigest()).isNull();
  }

  @Test
  void shouldRestoreAndLetGoWhenANodeNoLongerMatches() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.bootcNode("a")).isPresent());
    holdSlot("a");

    // When
    scene.patchNode("a", "{\"metadata\":{\"labels\":{\"run\":\"" + scene.run + "-not\"}}}");

    // Then
    eventually(() -> {
      assertThat(scene.bootcNode("a")).isEmpty();
      assertThat(scene.labels("a")).doesNotContainKey(BootcApi.MANAGED_LABEL);
      assertThat(scene.cordoned("a")).isFalse();
      assertThat(scene.rollouts.ended()).contains(scene.poolName + "/" + scene.name("a"));
      assertThat(scene.bootcNode("b")).isPresent();
    });
  }

  @Test
  void shouldDeleteTheBootcNodeWhenItsNodeIsGone() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.bootcNode("a")).isPresent());

    // When
    scene.admin.nodes().withName(scene.name("a")).delete();

    // Then
    eventually(() -> {
      assertThat(scene.bootcNode("a")).isEmpty();
      assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(1);
    });
  }

  @Test
  void shouldNameTheOtherPoolAndTakeOverWhenTheOwnerLetsGo() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.bootcNode("b")).isPresent());
    String second = "second-" + scene.run;

    // When
    scene.createPool(second, Fixtures.OLD_IMAGE);

    // Then
    eventually(() ->
        assertThat(scene.condition(second, "Degraded"))
            .startsWith("True NodeConflict")
            .contains(scene.name("a") + " is owned by pool " + scene.poolName));
    assertThat(scene.blockedBy(second, Kind.CONFLICT).nodes())
        .containsExactly(scene.name("a"), scene.name("b"));
    scene.admin.resources(BootcNodePool.class).withName(scene.poolName).delete();
    eventually(() -> {
      assertThat(scene.condition(second, "Degraded")).isEqualTo("False Healthy ");
      assertThat(scene.bootcNode("a"))
          .hasValueSatisfying(
              member -> assertThat(member.getSpec().desiredImage()).isEqualTo(Fixtures.OLD_IMAGE));
    });
  }

  @Test
  void shouldTouchNothingAndRecoverWhenTheSpecBecomesWrong() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(2));

    // When
    editPool(scene.poolName, "node:latest", new IntOrString(2), null);

    // Then
    eventually(() ->
        assertThat(scene.condition(scene.poolName, "Degraded"))
            .startsWith("True InvalidSpec")
            .contains("spec.image.ref", "node:latest"));
    assertThat(scene.blockedBy(scene.poolName, Kind.INVALID_SPEC).object())
        .isEqualTo("BootcNodePool/" + scene.poolName);
    assertThat(scene.bootcNode("a"))
        .hasValueSatisfying(
            member -> assertThat(member.getSpec().desiredImage()).isEqualTo(Fixtures.NEW_IMAGE));
    assertThat(scene.status(scene.poolName).targetDigest()).isEqualTo(Fixtures.NEW_DIGEST);
    editPool(scene.poolName, Fixtures.NEW_IMAGE, new IntOrString(2), null);
    eventually(
        () -> assertThat(scene.condition(scene.poolName, "Degraded")).isEqualTo("False Healthy "));
  }

  @Test
  void shouldLookAgainWhenAnErrorWasThrownThatIsNoException() {
    // Given
    scene.rollouts.meanwhile(() -> {
      throw new LinkageError("planted");
    });

    // When
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);

    // Then
    eventually(() -> assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(2));
  }

  @Test
  void shouldSeeEveryEditThatComesWhileItIsAtAnEarlierOne() {
    // Given
    scene.rollouts.answer(new FollowAnswer.Cancelled());
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(2));
    for (int limit = 2; limit < 2 * EDITS; limit += 2) {
      IntOrString meanwhile = new IntOrString(limit + 1);
      scene.rollouts.meanwhile(() -> editPool(scene.poolName, Fixtures.NEW_IMAGE, meanwhile, null));

      // When
      editPool(scene.poolName, Fixtures.NEW_IMAGE, new IntOrString(limit), null);

      // Then
      await()
          .atMost(SEEN_WITHIN)
          .untilAsserted(() ->
              assertThat(scene.rollouts.followed().getLast().maxUnavailable())
                  .isEqualTo(limit(scene.poolName)));
    }
  }

  private MaxUnavailable limit(String name) {
    BootcNodePoolSpec spec =
        scene.admin.resources(BootcNodePool.class).withName(name).require().getSpec();
    RolloutSpec limits = Objects.requireNonNull(spec.rollout());
    return MaxUnavailable.parse(
        String.valueOf(Objects.requireNonNull(limits.maxUnavailable()).getValue()));
  }

  @Test
  void shouldSayHowToMendItWhenThePullSecretMayNotBeRead() {
    // When
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    editPool(scene.poolName, Fixtures.NEW_IMAGE, null, new PullSecretRef("hidden", "default"));

    // Then
    eventually(() ->
        assertThat(scene.condition(scene.poolName, "Degraded"))
            .startsWith("True SecretError")
            .contains("default/hidden", "pullSecrets"));
    assertThat(scene.blockedBy(scene.poolName, Kind.SECRET_MISSING).object())
        .isEqualTo("Secret/default/hidden");
    eventually(() ->
        assertThat(scene.bootcNode("a"))
            .hasValueSatisfying(member -> {
              assertThat(member.getSpec().pullSecretRef())
                  .isEqualTo(new PullSecretRef("hidden", "default"));
              assertThat(member.getSpec().pullSecretHash()).isNull();
            }));
    assertThat(scene.rollouts.followed()).isNotEmpty();
  }

  @Test
  void shouldCopyThePoolsDisruptionToEveryMemberWhenItIsSetAndWhenItIsTakenBack() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.bootcNode("a")).isPresent());

    // When
    scene.patchPool(
        """
        {"spec":{"disruption":{"rebootPolicy":"AllowSoftReboot","stagedImage":"AppliedByAnyReboot"}}}
        """);

    // Then
    eventually(() ->
        assertThat(scene.bootcNode("a"))
            .hasValueSatisfying(member -> {
              assertThat(member.getSpec().rebootPolicy()).isEqualTo(RebootPolicy.ALLOW_SOFT_REBOOT);
              assertThat(member.getSpec().stagedImage())
                  .isEqualTo(StagedImagePolicy.APPLIED_BY_ANY_REBOOT);
            }));
    scene.patchPool("{\"spec\":{\"disruption\":null}}");
    eventually(() ->
        assertThat(scene.bootcNode("a"))
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
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);

    // Then
    eventually(() -> {
      assertThat(scene.labels("b")).containsKey(BootcApi.MANAGED_LABEL);
      assertThat(scene.rollouts.followed()).isNotEmpty();
      assertThat(scene.condition(scene.poolName, "Degraded"))
          .startsWith("True NodeDegraded " + scene.name("a") + " cannot be")
          .contains("hands off");
      assertThat(scene.blockedBy(scene.poolName, Kind.MEMBER_REFUSED).object())
          .isEqualTo("Node/" + scene.name("a"));
    });
    scene.admin.resources(ValidatingAdmissionPolicyBinding.class).withName(scene.run).delete();
    scene.admin.resources(ValidatingAdmissionPolicy.class).withName(scene.run).delete();
    eventually(() -> {
      assertThat(scene.labels("a")).containsKey(BootcApi.MANAGED_LABEL);
      assertThat(scene.condition(scene.poolName, "Degraded")).isEqualTo("False Healthy ");
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
    String future = "future-" + scene.run;

    // When
    eventually(() -> scene.admin.resource(ofANewerVersion(future)).create());
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);

    // Then
    eventually(() -> {
      assertThat(scene.condition(future, "Degraded"))
          .startsWith("True InvalidSpec spec.disruption.rebootPolicy: \"LiveApply\"");
      assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(2);
    });
    // Also where it is there before the operator.
    try (KubernetesClient later = scene.client();
        ClusterCache cache = ClusterCache.start(later, new ApiServerOutages())) {
      assertThat(cache.pool(scene.poolName)).isPresent();
      assertThat(cache.pool(future))
          .hasValueSatisfying(pool -> assertThat(pool.unreadable()).hasSize(1));
    }
    patchDefinition(
        definition, "[{\"op\":\"remove\",\"path\":\"" + values.replace("-", "2") + "\"}]");
  }

  @Test
  void shouldMendAMemberWhenItsSpecIsOfANewerVersion() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.bootcNode("a")).isPresent());
    String definition = "bootcnodes.node.bootc.dev";
    String values =
        "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/desiredImageState/enum/-";
    patchDefinition(
        definition, "[{\"op\":\"add\",\"path\":\"" + values + "\",\"value\":\"Frozen\"}]");

    // When
    eventually(() ->
        scene
            .admin
            .resources(BootcNode.class)
            .withName(scene.name("a"))
            .patch(MERGE, "{\"spec\":{\"desiredImageState\":\"Frozen\"}}"));

    // Then
    eventually(() ->
        assertThat(scene.bootcNode("a"))
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
    // A pool at rest is looked at each minute.
    scene.rollouts.answer(new FollowAnswer.NotNeeded());
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(2));
    long looked = scene.controller.reconciliations();

    // When
    scene
        .admin
        .resources(BootcNodePool.class)
        .withName(scene.poolName)
        .subresource("status")
        .patch(MERGE, "{\"status\":{\"nodeCount\":7,\"deployedDigest\":\"sha256:late\"}}");

    // Then
    await()
        .atMost(Promised.within(Duration.ofSeconds(5)))
        .untilAsserted(() -> {
          assertThat(scene.controller.reconciliations()).isGreaterThan(looked);
          assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(2);
        });
  }

  @Test
  void shouldLeaveNothingBehindWhenThePoolHasFinalizersOfEitherName() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(2));
    scene.patchPool(
        "{\"metadata\":{\"finalizers\":[\"node.bootc.dev/restore-nodes\",\"bootc.dev/pool-cleanup\"]}}");

    // Then
    eventually(() ->
        assertThat(scene.pool().getMetadata().getFinalizers())
            .containsExactly(BootcApi.POOL_FINALIZER));
    scene.admin.resource(scene.pool()).delete();
    eventually(() ->
        assertThat(scene.admin.resources(BootcNodePool.class).withName(scene.poolName).get())
            .isNull());
    assertThat(scene.bootcNode("a")).isEmpty();
  }

  @Test
  void shouldLetAPoolGoWhenOnlyTheFinalizerOfAnEarlierVersionHoldsIt() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(2));
    scene.controller.close();
    scene.patchPool("{\"metadata\":{\"finalizers\":[\"node.bootc.dev/restore-nodes\"]}}");
    scene.admin.resource(scene.pool()).delete();

    // When
    try (PoolController _ = scene.anotherLeader()) {

      // Then
      eventually(() ->
          assertThat(scene.admin.resources(BootcNodePool.class).withName(scene.poolName).get())
              .isNull());
      assertThat(scene.bootcNode("a")).isEmpty();
      assertThat(scene.labels("a")).doesNotContainKey(BootcApi.MANAGED_LABEL);
    }
  }

  @Test
  void shouldSaySoAndGoOnWithMembershipWhenTemporalIsAway() {
    // Given
    Instant since = Instant.parse("2026-01-01T00:00:00Z");
    scene.rollouts.answer(new FollowAnswer.Unreachable(since, "no answer from temporal:7233"));

    // When
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);

    // Then
    eventually(() -> {
      assertThat(scene.bootcNode("a")).isPresent();
      assertThat(scene.condition(scene.poolName, "TemporalReachable"))
          .isEqualTo("False NotReachable no answer from temporal:7233");
      assertThat(scene.blockedBy(scene.poolName, Kind.TEMPORAL_UNAVAILABLE).message())
          .isEqualTo("no answer from temporal:7233");
    });
    scene.rollouts.answer(new FollowAnswer.Followed());
    eventually(
        () -> assertThat(scene.condition(scene.poolName, "TemporalReachable")).isEqualTo("absent"));
    assertThat(scene.status(scene.poolName).blockedBy()).isEmpty();
  }

  @Test
  void shouldSayWhoPausedWhenTheFieldIsSet() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.rollouts.followed()).isNotEmpty());

    // When
    scene
        .admin
        .resources(BootcNodePool.class)
        .withName(scene.poolName)
        .patch(MERGE, "{\"spec\":{\"rollout\":{\"paused\":true}}}");

    // Then
    eventually(() -> {
      assertThat(scene.condition(scene.poolName, "UpToDate")).startsWith("False Paused");
      assertThat(scene.rollouts.followed().getLast().pause())
          .satisfies(pause -> {
            assertThat(Objects.requireNonNull(pause).by()).isNotBlank();
            assertThat(pause.reason()).isEqualTo("spec.rollout.paused");
            assertThat(pause.since()).isAfter(Instant.now().minus(Duration.ofMinutes(1)));
          });
    });
  }

  @Test
  void shouldCancelTheRunThatIsNamedAlsoWhenTheSpecCannotBeCarriedOut() {
    // Given
    String run = "0197f3a2-5b1e-7c40-9d2f-0123456789ab";
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.rollouts.followed()).isNotEmpty());
    editPool(scene.poolName, "node:latest", new IntOrString(2), null);
    scene
        .admin
        .resources(BootcNodePool.class)
        .withName(scene.poolName)
        .subresource("status")
        .patch(
            MERGE, "{\"status\":{\"rollout\":{\"phase\":\"Rolling\",\"runId\":\"" + run + "\"}}}");

    // When
    scene.patchPool(
        "{\"metadata\":{\"annotations\":{\"bootc.dev/cancel\":\"" + run + " wrong image\"}}}");

    // Then
    eventually(() ->
        assertThat(scene.rollouts.ended())
            .anySatisfy(ended ->
                assertThat(ended)
                    .startsWith(scene.poolName + "#" + run + " bootc.dev/cancel of ")
                    .endsWith(": wrong image")));
  }

  @Test
  void shouldLeaveNothingBehindWhenThePoolIsDeleted() {
    // Given
    scene.createPool(scene.poolName, Fixtures.NEW_IMAGE);
    eventually(() -> assertThat(scene.status(scene.poolName).nodeCount()).isEqualTo(2));
    holdSlot("a");

    // When
    scene.admin.resources(BootcNodePool.class).withName(scene.poolName).delete();

    // Then
    eventually(() -> {
      assertThat(scene.admin.resources(BootcNodePool.class).withName(scene.poolName).get())
          .isNull();
      assertThat(scene.bootcNode("a")).isEmpty();
      assertThat(scene.bootcNode("b")).isEmpty();
      assertThat(scene.labels("a")).doesNotContainKey(BootcApi.MANAGED_LABEL);
      assertThat(scene.labels("b")).doesNotContainKey(BootcApi.MANAGED_LABEL);
      assertThat(scene.cordoned("a")).isFalse();
      assertThat(scene.rollouts.ended())
          .contains(scene.poolName, scene.poolName + "/" + scene.name("a"));
    });
  }

  private void editPool(
      String name,
      String image,
      @Nullable IntOrString maxUnavailable,
      @Nullable PullSecretRef secret) {
    scene
        .admin
        .resources(BootcNodePool.class)
        .withName(name)
        .patch(
            MERGE,
            Serialization.asJson(
                Map.of(
                    "spec",
                    new BootcNodePoolSpec(
                        Fixtures.selector(Map.of("run", scene.run)),
                        new ImageSource(image),
                        new RolloutSpec(
                            maxUnavailable,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null),
                        null,
                        secret))));
  }

  /** As the step "take the slot" leaves it. */
  private void holdSlot(String node) {
    scene.patchBootcNode(
        node,
        """
        {"metadata":{"annotations":{"bootc.dev/in-reboot-slot":"","bootc.dev/was-cordoned":"false"}}}
        """);
    scene.patchNode(node, "{\"spec\":{\"unschedulable\":true}}");
    scene.awaitSlotOf(node);
  }

  /** Nobody may label the node or take its labels off. */
  private void refuseLabelsOf(String node) {
    scene
        .admin
        .resource(
            new ValidatingAdmissionPolicyBuilder()
                .withNewMetadata()
                .withName(scene.run)
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
                        + scene.name(node)
                        + "' || object.metadata.labels == oldObject.metadata.labels")
                .withMessage("hands off")
                .endValidation()
                .endSpec()
                .build())
        .create();
    scene
        .admin
        .resource(
            new ValidatingAdmissionPolicyBindingBuilder()
                .withNewMetadata()
                .withName(scene.run)
                .endMetadata()
                .withNewSpec()
                .withPolicyName(scene.run)
                .withValidationActions("Deny")
                .endSpec()
                .build())
        .create();
  }

  private boolean isRefused(String node) {
    try {
      scene.patchNode(
          node, "{\"metadata\":{\"labels\":{\"tried\":\"" + UUID.randomUUID() + "\"}}}");
      return false;
    } catch (KubernetesClientException refused) {
      return true;
    }
  }

  private void patchDefinition(String name, String patch) {
    scene
        .admin
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
            .formatted(name, scene.run, Fixtures.NEW_IMAGE),
        GenericKubernetesResource.class);
  }
}
