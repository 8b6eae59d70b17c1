package dev.bootc.rollout.activities.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.activities.node.NodeWrites;
import dev.bootc.rollout.activities.node.OwnWrites;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import dev.bootc.rollout.workflows.pool.PlanRequest;
import dev.bootc.rollout.workflows.pool.PoolWaitActivities;
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
                new PlanRequest(target, null, StartedNodes.NONE, "", false, Instant.EPOCH)))
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

  private PoolWaitActivities waits(Clock clock) {
    activities.registerActivitiesImplementations(
        PoolActivities.on(
                scene.client,
                temporal.getWorkflowClient(),
                scene.cluster,
                new NodeWrites(scene.client, new OwnWrites()),
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
