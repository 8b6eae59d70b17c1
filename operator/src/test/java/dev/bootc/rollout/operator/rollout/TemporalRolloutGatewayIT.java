package dev.bootc.rollout.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.operator.temporal.Reachability;
import dev.bootc.rollout.operator.temporal.RolloutWorker;
import dev.bootc.rollout.operator.temporal.TemporalConnection;
import dev.bootc.rollout.operator.temporal.TemporalSettings;
import dev.bootc.rollout.operator.temporal.WorkerSizes;
import dev.bootc.rollout.testkit.servers.TemporalServer;
import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PoolRolloutWorkflow;
import dev.bootc.rollout.workflows.pool.RolloutProgress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway against a real Temporal with a workflow that only answers. */
final class TemporalRolloutGatewayIT {
  private static final String OLD = "sha256:" + "a".repeat(64);
  private static final String NEW = "sha256:" + "b".repeat(64);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static TemporalServer server;

  private final String pool = "pool-" + UUID.randomUUID().toString().substring(0, 8);
  private final Clock clock = Clock.systemUTC();
  private final CountDownLatch stepIsOver = new CountDownLatch(1);
  private final CountDownLatch stepBegan = new CountDownLatch(1);
  private final StubRollout.LongStep longStep = this::takeLong;
  private TemporalConnection connection;
  private RolloutWorker worker;
  private TemporalRolloutGateway gateway;

  @BeforeAll
  static void startServer() {
    server = TemporalServer.create();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void connect() {
    TemporalSettings settings = TemporalSettings.of(Map.of("TEMPORAL_ADDRESS", server.address()));
    connection = TemporalConnection.open(settings, new SimpleMeterRegistry(), clock);
    worker =
        new RolloutWorker(
            connection.workerClient(),
            new RolloutWorker.Work(
                RolloutNames.taskQueue(""),
                List.of(StubRollout.class),
                List.of(longStep),
                List.of()),
            new WorkerSizes(10, 10, 10));
    connection.listen(worker);
    gateway = new TemporalRolloutGateway(connection, "", clock);
    awaitReachable();
    awaitSearchAttributes();
  }

  @AfterEach
  void disconnect() {
    worker.close();
    connection.close();
  }

  @Test
  void shouldStartARunThatCanBeFoundWhenThereIsNone() {
    // When
    FollowAnswer following = gateway.follow(target(OLD, 1), null);

    // Then
    assertThat(following).isEqualTo(new FollowAnswer.Followed());
    WorkflowExecutionDescription run = describe();
    assertThat(run.getStaticSummary()).isEqualTo("pool " + pool + " → aaaaaaaaaaaa");
    assertThat(run.getTypedSearchAttributes().get(RolloutNames.POOL)).isEqualTo(pool);
    assertThat(run.getTypedSearchAttributes().get(RolloutNames.DIGEST)).isEqualTo(OLD);
  }

  @Test
  void shouldTellTheOpenRunWhenOnlyTheLimitsChange() {
    // Given
    gateway.follow(target(OLD, 1), null);
    String runId = describe().getExecution().getRunId();

    // When
    FollowAnswer following = gateway.follow(target(OLD, 2), reported("Rolling", OLD, 1, null));

    // Then
    assertThat(following).isEqualTo(new FollowAnswer.Followed());
    assertThat(progress().target().generation()).isEqualTo(2);
    assertThat(describe().getExecution().getRunId()).isEqualTo(runId);
  }

  @Test
  void shouldStartTheNextRunWhenTheDigestChanges() {
    // Given
    gateway.follow(target(OLD, 1), null);

    // When
    FollowAnswer following = gateway.follow(target(NEW, 2), reported("Rolling", OLD, 1, null));

    // Then
    assertThat(following).isInstanceOf(FollowAnswer.AskAgain.class);
    eventually(() ->
        assertThat(gateway.follow(target(NEW, 2), reported("Superseded", OLD, 1, null)))
            .isEqualTo(new FollowAnswer.Followed()));
    assertThat(progress().target().image()).endsWith(NEW);
  }

  @Test
  void shouldKeepAPauseBySignalWhenTheNextRunStarts() {
    // Given
    gateway.follow(target(OLD, 1), null);
    String ann = "signal of temporal-cli:ann";

    // When
    gateway.follow(target(NEW, 2), reported("Paused", OLD, 1, ann));
    eventually(() ->
        assertThat(gateway.follow(target(NEW, 2), reported("Superseded", OLD, 1, ann)))
            .isEqualTo(new FollowAnswer.Followed()));

    // Then
    assertThat(progress().startedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void shouldAskAgainAndNotCallTemporalAwayWhenAStepHoldsTheTaskOfTheRun() throws Exception {
    // Given
    gateway.follow(target(OLD, 1), null);
    connection
        .promptClient()
        .newUntypedWorkflowStub(RolloutNames.poolWorkflowId("", pool))
        .signal("pause", "");
    assertThat(stepBegan.await(20, TimeUnit.SECONDS)).isTrue();

    // When
    FollowAnswer following = gateway.follow(target(OLD, 2), reported("Rolling", OLD, 1, null));

    // Then
    assertThat(following).isInstanceOf(FollowAnswer.AskAgain.class);
    stepIsOver.countDown();
    eventually(() ->
        assertThat(gateway.follow(target(OLD, 2), reported("Rolling", OLD, 1, null)))
            .isEqualTo(new FollowAnswer.Followed()));
  }

  private void takeLong() {
    stepBegan.countDown();
    try {
      if (!stepIsOver.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the test does not end the step");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldBeginAtOnceWhenTheRunThatSomebodyCancelledIsResumed() {
    // Given
    gateway.follow(target(OLD, 1), null);
    String cancelled = describe().getExecution().getRunId();
    client().newUntypedWorkflowStub(workflowId()).terminate("cancelled");

    // When
    FollowAnswer following = gateway.follow(target(OLD, 1), leftBehindBy(cancelled));

    // Then
    assertThat(following).isEqualTo(new FollowAnswer.Followed());
    assertThat(describe().getExecution().getRunId()).isNotEqualTo(cancelled);
  }

  @Test
  void shouldNotStartAgainWhenSomebodyCancelled() {
    // When
    FollowAnswer following = gateway.follow(target(OLD, 1), reported("Cancelled", OLD, 1, null));

    // Then
    assertThat(following).isEqualTo(new FollowAnswer.Cancelled());
    assertThat(gateway.follow(target(OLD, 2), reported("Cancelled", OLD, 1, null)))
        .isEqualTo(new FollowAnswer.Followed());
  }

  @Test
  void shouldAdoptWhenSomebodyTerminatedTheRun() {
    // Given
    gateway.follow(target(OLD, 1), null);
    String runId = describe().getExecution().getRunId();
    connection.workerClient().newUntypedWorkflowStub(workflowId()).terminate("by hand");

    // When
    eventually(() -> {
      gateway.follow(target(OLD, 1), reported("Rolling", OLD, 1, null));

      // Then
      assertThat(describe().getExecution().getRunId()).isNotEqualTo(runId);
    });
    assertThat(describe().getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
  }

  @Test
  void shouldReplaceTheRunOfThenWhenTemporalIsRestoredBeforeItsEyes() {
    // Given
    gateway.follow(target(NEW, 2), null);
    connection.workerClient().newUntypedWorkflowStub(workflowId()).terminate("restored");
    new TemporalRolloutGateway(connection, "", clock).follow(target(OLD, 1), null);
    assertThat(progress().target().image()).endsWith(OLD);

    // When
    eventually(() -> {
      gateway.follow(target(NEW, 2), reported("Blocked", OLD, 1, null));

      // Then
      assertThat(progress().target().image()).endsWith(NEW);
    });
  }

  @Test
  void shouldReplaceTheRunOfANamesakeWhenThePoolWasMadeAgain() {
    // Given
    gateway.follow(target(OLD, 7), null);

    // When
    FollowAnswer following = gateway.follow(target(OLD, 1), null);

    // Then
    assertThat(following).isInstanceOf(FollowAnswer.AskAgain.class);
    eventually(() ->
        assertThat(gateway.follow(target(OLD, 1), null)).isEqualTo(new FollowAnswer.Followed()));
    assertThat(progress().target().generation()).isEqualTo(1);
  }

  @Test
  void shouldEndTheRunWhenThePoolIsDeleted() {
    // Given
    gateway.follow(target(OLD, 1), null);

    // When
    EndAnswer first = gateway.endRollout(pool);

    // Then
    assertThat(first).isEqualTo(EndAnswer.UNDER_WAY);
    eventually(() -> assertThat(gateway.endRollout(pool)).isEqualTo(EndAnswer.ENDED));
    assertThat(describe().getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED);
  }

  @Test
  void shouldCancelTheRunThatIsNamedAndNoOtherWhenSomebodyWantsThat() {
    // Given
    gateway.follow(target(OLD, 1), null);
    String runId = describe().getExecution().getRunId();

    // When
    EndAnswer ofAnother = gateway.cancelRun(pool, UUID.randomUUID().toString(), "by mistake");
    EndAnswer ofThis = gateway.cancelRun(pool, runId, "bootc.dev/cancel of ann: wrong image");

    // Then
    assertThat(ofAnother).isEqualTo(EndAnswer.ENDED);
    assertThat(ofThis).isEqualTo(EndAnswer.UNDER_WAY);
    eventually(
        () -> assertThat(gateway.cancelRun(pool, runId, "again")).isEqualTo(EndAnswer.ENDED));
    assertThat(client().streamHistory(workflowId(), runId))
        .filteredOn(event -> event.hasWorkflowExecutionCancelRequestedEventAttributes())
        .extracting(event -> event.getWorkflowExecutionCancelRequestedEventAttributes().getCause())
        .containsExactly("bootc.dev/cancel of ann: wrong image");
  }

  @Test
  void shouldCancelTheRunThatContinuesTheOneThatIsNamedWhenThatBecameTooLong() {
    // Given
    gateway.follow(target(OLD, 1), null);
    String named = describe().getExecution().getRunId();
    rollout().pause(StubRollout.TOO_LONG);
    eventually(() -> assertThat(describe().getExecution().getRunId()).isNotEqualTo(named));
    String continuing = describe().getExecution().getRunId();

    // When
    EndAnswer first = gateway.cancelRun(pool, named, "bootc.dev/cancel of ann: wrong image");
    EndAnswer again = gateway.cancelRun(pool, named, "bootc.dev/cancel of ann: once more");

    // Then
    assertThat(first).isEqualTo(EndAnswer.UNDER_WAY);
    assertThat(again).isIn(EndAnswer.UNDER_WAY, EndAnswer.ENDED);
    eventually(
        () -> assertThat(gateway.cancelRun(pool, named, "again")).isEqualTo(EndAnswer.ENDED));
    assertThat(describe().getExecution().getRunId()).isEqualTo(continuing);
    assertThat(describe().getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED);
    assertThat(client().streamHistory(workflowId(), continuing))
        .filteredOn(event -> event.hasWorkflowExecutionCancelRequestedEventAttributes())
        .extracting(event -> event.getWorkflowExecutionCancelRequestedEventAttributes().getCause())
        .containsExactly("bootc.dev/cancel of ann: wrong image");
  }

  @Test
  void shouldCancelTheRunThatContinuesTheOneThatWasSeenWhenThatWentOnMeanwhile() {
    // Given
    gateway.follow(target(OLD, 1), null);
    String named = describe().getExecution().getRunId();
    RolloutCalls calls =
        new RolloutCalls(client(), () -> Set.of(RolloutNames.POOL, RolloutNames.DIGEST), "");
    RunEndings endings =
        new RunEndings(
            client(),
            workflowId -> {
              RolloutCalls.Run seen = calls.look(workflowId);
              rollout().pause(StubRollout.TOO_LONG);
              eventually(
                  () -> assertThat(describe().getExecution().getRunId()).isNotEqualTo(named));
              return seen;
            },
            clock);

    // When
    EndAnswer ending = endings.end(workflowId(), named, "bootc.dev/cancel of ann: wrong image");

    // Then
    assertThat(ending).isEqualTo(EndAnswer.UNDER_WAY);
    String continuing = describe().getExecution().getRunId();
    eventually(() ->
        assertThat(describe().getStatus())
            .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED));
    assertThat(describe().getExecution().getRunId()).isEqualTo(continuing).isNotEqualTo(named);
  }

  @Test
  void shouldLeaveARunAloneThatContinuesNothingWhenOneBeforeItIsNamed() {
    // Given
    gateway.follow(target(OLD, 1), null);
    String named = describe().getExecution().getRunId();
    gateway.follow(target(NEW, 2), reported("Rolling", OLD, 1, null));
    eventually(() ->
        assertThat(gateway.follow(target(NEW, 2), reported("Superseded", OLD, 1, null)))
            .isEqualTo(new FollowAnswer.Followed()));

    // When
    EndAnswer ofBefore = gateway.cancelRun(pool, named, "too late");

    // Then
    assertThat(ofBefore).isEqualTo(EndAnswer.ENDED);
    assertThat(describe().getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    assertThat(client().streamHistory(workflowId(), describe().getExecution().getRunId()))
        .noneMatch(event -> event.hasWorkflowExecutionCancelRequestedEventAttributes());
  }

  @Test
  void shouldHaveEndedWhenThereNeverWasARun() {
    // When
    EndAnswer ending = gateway.endNodeUpdate(pool, "node-1");

    // Then
    assertThat(ending).isEqualTo(EndAnswer.ENDED);
  }

  @Test
  void shouldAnswerWithWhatIsKnownAndGoOnWhenTemporalIsAwayForAWhile() {
    // Given
    gateway.follow(target(OLD, 1), null);
    server.kill();
    eventually(() -> assertThat(connection.state()).isInstanceOf(Reachability.Unreachable.class));

    // When
    Reachability known = connection.state();
    FollowAnswer following = gateway.follow(target(OLD, 2), reported("Rolling", OLD, 1, null));

    // Then
    assertThat(known)
        .isInstanceOfSatisfying(
            Reachability.Unreachable.class,
            away ->
                assertThat(following)
                    .isEqualTo(new FollowAnswer.Unreachable(away.since(), away.why())));
    assertThat(following)
        .isInstanceOfSatisfying(
            FollowAnswer.Unreachable.class,
            away -> assertThat(away.why()).contains(server.address(), "TEMPORAL_ADDRESS"));
    server.start();
    awaitReachable();
    eventually(() ->
        assertThat(gateway.follow(target(OLD, 2), reported("Rolling", OLD, 1, null)))
            .isEqualTo(new FollowAnswer.Followed()));
    assertThat(progress().target().generation()).isEqualTo(2);
  }

  @Test
  void shouldTellTheMendWhenNoWorkerCanReadTheRun() {
    // Given
    start("PoolRollout", workflowId(), "no input of a rollout");

    // When
    eventually(() -> {
      FollowAnswer verified = gateway.follow(target(OLD, 1), reported("Rolling", OLD, 1, null));
      FollowAnswer steered = gateway.follow(target(NEW, 2), null);

      // Then
      assertThat(List.of(verified, steered)).allSatisfy(this::tellsTheMendOfThePoolsRun);
    });
  }

  private void tellsTheMendOfThePoolsRun(FollowAnswer answer) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            FollowAnswer.Stalled.class,
            stalled -> {
              assertThat(stalled.workflowId()).isEqualTo(workflowId());
              assertThat(stalled.why())
                  .contains("temporal workflow describe", "terminate", "one version");
            });
  }

  @Test
  void shouldNameTheNodeWhenNoWorkerKnowsItsWorkflow() {
    // Given
    gateway.follow(target(OLD, 1), null);
    String node = RolloutNames.nodeWorkflowId("", pool, "node-1");
    start("NodeUpdateOfAnotherVersion", node, "anything");
    RolloutStatus reported =
        inFlight(reported("Rolling", OLD, 1, null), "node-1", "2026-01-01T00:00:00Z");

    // When
    eventually(() -> {
      FollowAnswer following = gateway.follow(target(OLD, 1), reported);

      // Then
      assertThat(following)
          .isInstanceOfSatisfying(
              FollowAnswer.Stalled.class,
              stalled -> assertThat(stalled.workflowId()).isEqualTo(node));
    });
    client().newUntypedWorkflowStub(node).terminate("the mend");
    // The run that stands in for ours waits for nothing, which is said of it once the node is
    // mended.
    eventually(
        () -> assertThat(gateway.follow(target(OLD, 1), reported).toString()).doesNotContain(node));
  }

  private void start(String type, String workflowId, String input) {
    client()
        .newUntypedWorkflowStub(
            type,
            WorkflowOptions.newBuilder()
                .setWorkflowId(workflowId)
                .setTaskQueue(RolloutNames.taskQueue(""))
                .build())
        .start(input);
  }

  private static RolloutStatus inFlight(RolloutStatus status, String node, String since) {
    return new RolloutStatus(
        status.phase(),
        status.digest(),
        status.generation(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(new RolloutStatus.NodeProgress(node, "updating", since)),
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void shouldStartAnewWhenTemporalWasEmptied() {
    // Given
    RolloutStatus rolling = reported("Rolling", OLD, 1, null);
    gateway.follow(target(OLD, 1), null);
    server.kill();
    server.wipe();
    server.start();

    // When
    eventually(() -> {
      gateway.follow(target(OLD, 1), rolling);

      // Then
      assertThat(describe().getStatus())
          .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    });
  }

  private void awaitReachable() {
    eventually(() -> {
      assertThat(connection.state()).isEqualTo(new Reachability.Reachable());
      assertThat(worker.isRunning()).isTrue();
    });
  }

  /** The server may take a second to believe that they were registered. */
  private void awaitSearchAttributes() {
    RolloutTarget other =
        new RolloutTarget(
            "other-" + pool, "uid-1", 1, target(OLD, 1).image(), MaxUnavailable.ONE, null, null);
    eventually(
        () -> assertThat(gateway.follow(other, null)).isEqualTo(new FollowAnswer.Followed()));
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(io.temporal.client.WorkflowException.class)
        .untilAsserted(assertion);
  }

  private RolloutTarget target(String digest, long generation) {
    return new RolloutTarget(
        pool,
        "uid-1",
        generation,
        "registry.example.com/os/node@" + digest,
        MaxUnavailable.ONE,
        null,
        null);
  }

  private static RolloutStatus reported(
      String phase, String digest, long generation, @Nullable String pausedBy) {
    return new RolloutStatus(
        phase,
        digest,
        generation,
        null,
        null,
        null,
        null,
        pausedBy,
        pausedBy == null ? null : "lunch",
        pausedBy == null ? null : "2026-01-01T00:00:00Z",
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** As the status of a pool reads whose cancelled run somebody wants resumed. */
  private static RolloutStatus leftBehindBy(String runId) {
    return new RolloutStatus(
        "Superseded",
        OLD,
        1L,
        null,
        runId,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private String workflowId() {
    return RolloutNames.poolWorkflowId("", pool);
  }

  private WorkflowExecutionDescription describe() {
    return client().newUntypedWorkflowStub(workflowId()).describe();
  }

  private RolloutProgress progress() {
    return rollout().progress();
  }

  private PoolRolloutWorkflow rollout() {
    return client().newWorkflowStub(PoolRolloutWorkflow.class, workflowId());
  }

  private WorkflowClient client() {
    return connection.workerClient();
  }
}
