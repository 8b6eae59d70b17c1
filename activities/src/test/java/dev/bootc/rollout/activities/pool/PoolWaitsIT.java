package dev.bootc.rollout.activities.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.activities.node.Cordons;
import dev.bootc.rollout.activities.node.Evictions;
import dev.bootc.rollout.activities.node.GateQuestions;
import dev.bootc.rollout.activities.node.NodeSteps;
import dev.bootc.rollout.activities.node.NodeWrites;
import dev.bootc.rollout.activities.node.OwnWrites;
import dev.bootc.rollout.activities.node.Releases;
import dev.bootc.rollout.activities.node.SlotHolders;
import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import dev.bootc.rollout.workflows.pool.PlanRequest;
import dev.bootc.rollout.workflows.pool.PoolWaitActivities;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealServers
class PoolWaitsIT {
  private final ControlPlane plane;
  private NodeScene scene;
  private TestWorkflowEnvironment temporal;
  private TestActivityEnvironment activities;

  PoolWaitsIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void makeANode() {
    scene = new NodeScene(plane);
    temporal = TestWorkflowEnvironment.newInstance();
    activities = TestActivityEnvironment.newInstance();
  }

  @AfterEach
  void removeTheNode() {
    scene.close();
    activities.close();
    temporal.close();
  }

  @Test
  void shouldEndTheRolloutWhenItsPoolDoesNotExist() {
    // Given
    PoolWaitActivities waits = waits(halfAMinuteMoreAtEachLook());
    RolloutTarget target =
        new RolloutTarget("deleted", "uid-1", 1, NodeScene.NEW, MaxUnavailable.ONE, null, null);

    // When, Then
    assertThatThrownBy(() ->
            waits.awaitPlan(
                new PlanRequest(target, null, StartedNodes.NONE, "", false, Instant.EPOCH, null)))
        .isInstanceOf(ActivityFailure.class)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo("PoolGone");
              assertThat(failure.isNonRetryable()).isTrue();
              assertThat(failure.getOriginalMessage()).contains("pool deleted does not exist");
            });
  }

  @Test
  void shouldWriteTheTargetToNoNodeWhenThePoolAsksForAnotherMeanwhile() {
    // Given
    RolloutTarget target =
        new RolloutTarget(
            scene.ref.pool(),
            scene.ref.poolUid(),
            1,
            NodeScene.OLD,
            MaxUnavailable.ONE,
            null,
            null);

    // When
    int written = waits(Clock.systemUTC()).retarget(target);

    // Then
    assertThat(written).isZero();
    assertThat(scene.bootcNode().getSpec().desiredImage()).isEqualTo(NodeScene.NEW);
  }

  @Test
  void shouldWriteTheTargetWhenThePoolAsksForIt() {
    // Given
    scene.poolAsksFor(NodeScene.OLD);
    RolloutTarget target =
        new RolloutTarget(
            scene.ref.pool(),
            scene.ref.poolUid(),
            2,
            NodeScene.OLD,
            MaxUnavailable.ONE,
            null,
            null);

    // When
    int written = waits(Clock.systemUTC()).retarget(target);

    // Then
    assertThat(written).isOne();
    assertThat(scene.bootcNode().getSpec().desiredImage()).isEqualTo(NodeScene.OLD);
  }

  @Test
  void shouldGoOnWithoutTheNodeWhenAPolicyDoesNotLetItBeGivenTheTarget() {
    // Given
    scene.poolAsksFor(NodeScene.OLD);
    refuseChangesOfTheNode();
    RolloutTarget target =
        new RolloutTarget(
            scene.ref.pool(),
            scene.ref.poolUid(),
            2,
            NodeScene.OLD,
            MaxUnavailable.ONE,
            null,
            null);
    PoolWaitActivities waits = waits(Clock.systemUTC());

    // When
    int written = waits.retarget(target);

    // Then
    assertThat(written).isZero();
    Plan plan =
        waits.awaitPlan(
            new PlanRequest(target, null, StartedNodes.NONE, "", false, Instant.EPOCH, null));
    assertThat(plan.orders().retarget()).isZero();
    assertThat(plan.report().message())
        .contains("cannot be given aaaaaaaaaaaa")
        .contains(scene.ref.node());
    assertThat(plan.report().blockedBy())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.knownKind()).hasValue(BlockedBy.Kind.WRITE_REFUSED);
          assertThat(entry.object()).isEqualTo("Node/" + scene.ref.node());
          assertThat(entry.nextAction()).startsWith("kubectl get validatingadmissionpolicies,");
          assertThat(entry.since()).isNotNull();
        });
  }

  /** A policy of the cluster, from the moment on at which it takes effect. */
  private void refuseChangesOfTheNode() {
    String name = "freeze-" + scene.ref.node();
    scene
        .client
        .resource(
            new ValidatingAdmissionPolicyBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withFailurePolicy("Fail")
                .withNewMatchConstraints()
                .addNewResourceRule()
                .withApiGroups(BootcApi.GROUP)
                .withApiVersions("*")
                .withOperations("UPDATE")
                .withResources("bootcnodes")
                .endResourceRule()
                .endMatchConstraints()
                .addNewValidation()
                .withExpression("object.metadata.name != '" + scene.ref.node() + "'")
                .withMessage("the node is frozen")
                .endValidation()
                .endSpec()
                .build())
        .create();
    scene
        .client
        .resource(
            new ValidatingAdmissionPolicyBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withPolicyName(name)
                .withValidationActions("Deny")
                .endSpec()
                .build())
        .create();
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThatThrownBy(this::touchTheNode).hasMessageContaining("frozen"));
  }

  private void touchTheNode() {
    scene
        .client
        .resources(BootcNode.class)
        .withName(scene.ref.node())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"labels\":{\"touched\":\"true\"}}}");
  }

  private PoolWaitActivities waits(Clock clock) {
    OwnWrites ownWrites = new OwnWrites();
    NodeWrites writes = new NodeWrites(scene.client, ownWrites);
    Cordons cordons = new Cordons(scene.client);
    activities.registerActivitiesImplementations(
        PoolActivities.on(
                scene.client,
                temporal.getWorkflowClient(),
                scene.cluster,
                writes,
                admissions ->
                    new NodeSteps(
                        scene.cluster,
                        writes,
                        cordons,
                        new Evictions(scene.client, scene.cluster),
                        new GateQuestions(scene.client),
                        new SlotHolders(scene.cluster, writes, ownWrites),
                        new Releases(writes, cordons, clock),
                        admissions,
                        clock),
                OverallLimit.NONE,
                clock)
            .waits());
    return activities.newActivityStub(
        PoolWaitActivities.class,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(5))
            .setHeartbeatTimeout(Duration.ofMinutes(1))
            .build());
  }

  private static Clock halfAMinuteMoreAtEachLook() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    InstantSource source = () -> now.getAndUpdate(before -> before.plusSeconds(30));
    return source.withZone(ZoneOffset.UTC);
  }
}
