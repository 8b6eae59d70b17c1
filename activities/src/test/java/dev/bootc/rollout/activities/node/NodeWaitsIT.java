package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.pool.OverallLimit;
import dev.bootc.rollout.activities.pool.PoolActivities;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeWaitActivities;
import io.temporal.activity.ActivityOptions;
import io.temporal.testing.TestActivityEnvironment;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealServers
class NodeWaitsIT {
  /** The SDK sends a heartbeat at most once in four fifths of its timeout. */
  private static final Duration OFTEN = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ControlPlane plane;
  private final List<String> heartbeats = new CopyOnWriteArrayList<>();
  private NodeScene scene;
  private NodeSteps steps;
  private TestActivityEnvironment temporal;
  private NodeWaitActivities waits;

  NodeWaitsIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void makeANodeInItsSlot() {
    scene = new NodeScene(plane);
    OwnWrites ownWrites = new OwnWrites();
    NodeWrites writes = new NodeWrites(scene.client, ownWrites);
    SlotHolders slots = new SlotHolders(scene.cluster, writes, ownWrites);
    Evictions evictions = new Evictions(scene.client, scene.cluster);
    Cordons cordons = new Cordons(scene.client);
    Releases releases = new Releases(writes, cordons, Clock.systemUTC());
    steps =
        new NodeSteps(
            scene.cluster,
            writes,
            cordons,
            evictions,
            new GateQuestions(scene.client),
            slots,
            releases,
            PoolActivities.admissions(scene.cluster, OverallLimit.NONE, Clock.systemUTC()),
            Clock.systemUTC());
    temporal = TestActivityEnvironment.newInstance();
    temporal.registerActivitiesImplementations(
        new NodeWaits(
            scene.cluster,
            writes,
            releases,
            evictions,
            slots,
            new GateQuestions(scene.client),
            Clock.systemUTC()));
    temporal.setActivityHeartbeatListener(String.class, heartbeats::add);
    waits =
        temporal.newActivityStub(
            NodeWaitActivities.class,
            ActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofMinutes(5))
                .setHeartbeatTimeout(OFTEN)
                .build());
    steps.takeSlot(scene.ref, NodeScene.NEW);
    scene.awaitBootcNode(NodeFacts::holdsSlot);
  }

  @AfterEach
  void removeTheNode() {
    scene.close();
    temporal.close();
  }

  @Test
  void shouldSayWhatItWaitsForAgainAndAgainWhenAKnownFailureIsWaitedOut() {
    // Given
    steps.approveReboot(scene.ref);
    scene.awaitBootcNode(NodeFacts::approved);
    scene.reportsDegraded();

    // When
    CompletableFuture<NodeAnswer.Recovery> answer =
        CompletableFuture.supplyAsync(() -> waits.awaitRecovery(scene.ref));

    // Then
    await()
        .untilAsserted(() ->
            assertThat(heartbeats)
                .filteredOn(heartbeat -> heartbeat.contains("disk full"))
                .hasSizeGreaterThanOrEqualTo(2));
    assertThat(answer).isNotDone();
    scene.bootId("boot-2");
    scene.reportsUpdated();
    assertThat(answer)
        .succeedsWithin(PATIENCE)
        .extracting(NodeAnswer.Recovery::outcome)
        .isEqualTo(NodeAnswer.Recovery.Outcome.UPDATED);
  }

  @Test
  void shouldWaitAndSayWhyWhenTheNodeHasStagedWhatThePoolNoLongerAsksFor() {
    // Given
    scene.poolAsksFor(NodeScene.OLD);

    // When
    CompletableFuture<NodeAnswer.Staged> staged =
        CompletableFuture.supplyAsync(() -> waits.awaitStaged(scene.ref));

    // Then
    await()
        .untilAsserted(
            () -> assertThat(heartbeats).contains("staged, but the pool asks for another image"));
    assertThat(staged).isNotDone();
    scene.poolAsksFor(NodeScene.NEW);
    await().untilAsserted(() -> assertThat(staged).isCompleted());
  }

  @Test
  void shouldGiveTheDrainUpAndNameThePodThatIsLeftWhenItsTimeIsOver() {
    // Given
    scene.pod(false);
    scene.pool.editDrainTimeout(Duration.ofSeconds(2));

    // When
    CompletableFuture<NodeAnswer.Drain> answer =
        CompletableFuture.supplyAsync(() -> waits.drain(scene.ref));

    // Then
    assertThat(answer)
        .succeedsWithin(PATIENCE)
        .satisfies(drained -> {
          assertThat(drained.outcome()).isEqualTo(NodeAnswer.Drain.Outcome.TIMED_OUT);
          assertThat(drained.message())
              .startsWith("drainTimeoutSeconds 2 passed; ")
              .contains("default/on-" + scene.ref.node());
        });
  }
}
