package dev.bootc.rollout.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import dev.bootc.rollout.workflows.node.NodeUpdateWorkflow;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Orders;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.common.SearchAttributes;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolRolloutWorkflowTest {
  /** A set, because a replay starts them again in here. */
  private final Set<String> nodesStarted = ConcurrentHashMap.newKeySet();

  private static final SearchAttributes SAYS_WHAT_IS_IN_ITS_WAY =
      SearchAttributes.newBuilder()
          .set(RolloutNames.POOL, "workers")
          .set(RolloutNames.BLOCKED_BY, RolloutNames.NOTHING)
          .build();

  private static final BlockedBy HELD =
      new BlockedBy(
          "DrainBlocked", "Pod/shop/db-0", null, "its budget", "kubectl get pdb", 0, List.of());

  private static final RolloutTarget TARGET = target('b', 1, 1);

  /** A wait hears of its cancellation by the answer to its heartbeat. */
  private static final Duration SOON = Duration.ofMillis(100);

  private final ScriptedPool pool = new ScriptedPool();
  private TestWorkflowEnvironment temporal;
  private PoolRolloutWorkflow rollout;

  @BeforeEach
  void startTemporal() {
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .registerSearchAttribute(
                    RolloutNames.POOL.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute(
                    RolloutNames.NODE.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute(
                    RolloutNames.DIGEST.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute(
                    RolloutNames.PHASE.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .registerSearchAttribute(
                    RolloutNames.BLOCKED_BY.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                .build());
    String queue = RolloutNames.taskQueue("");
    Worker worker =
        temporal.newWorker(
            queue,
            WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(SOON)
                .setDefaultHeartbeatThrottleInterval(SOON)
                .build());
    worker.registerWorkflowImplementationTypes(PoolRolloutWorkflowImpl.class);
    worker.registerWorkflowImplementationFactory(
        NodeUpdateWorkflow.class, () -> new QuickNode(nodesStarted));
    worker.registerActivitiesImplementations(pool);
    temporal.start();
    rollout = stub(SearchAttributes.EMPTY);
  }

  private PoolRolloutWorkflow stub(SearchAttributes attributes) {
    return temporal
        .getWorkflowClient()
        .newWorkflowStub(
            PoolRolloutWorkflow.class,
            WorkflowOptions.newBuilder()
                .setTaskQueue(RolloutNames.taskQueue(""))
                .setWorkflowId(RolloutNames.poolWorkflowId("", "workers"))
                .setTypedSearchAttributes(attributes)
                .build());
  }

  @AfterEach
  void stopTemporal() {
    temporal.close();
  }

  @Test
  void shouldStartTheNodesOfThePlanAndEndWhenAllAreUpdated() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();
    pool.plan(plan(RolloutPhase.ROLLING, "0/2 updated", List.of("node-1"), List.of()));
    PlanRequest second = pool.nextQuestion();

    // When
    pool.plan(plan(RolloutPhase.COMPLETED, "2/2 updated", List.of(), List.of()));

    // Then
    assertThat(result().phase()).isEqualTo(RolloutPhase.COMPLETED);
    assertThat(second.started().names()).containsExactly("node-1");
    await().untilAsserted(() -> assertThat(nodesStarted).containsExactly("node-1"));
    assertThat(pool.written).containsOnly("end COMPLETED");
  }

  @Test
  void shouldForgetAStartedNodeWhenItsSlotHasBeenSeen() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();
    pool.plan(plan(RolloutPhase.ROLLING, "first", List.of("node-1"), List.of()));
    pool.nextQuestion();

    // When
    pool.plan(plan(RolloutPhase.ROLLING, "second", List.of(), List.of("node-1")));

    // Then
    assertThat(pool.nextQuestion().started().names()).isEmpty();
  }

  @Test
  void shouldAskAgainWithThePauseWhenPausedBySignal() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();

    // When
    rollout.pause("disk firmware first");

    // Then
    await()
        .untilAsserted(() -> {
          PlanRequest question = pool.nextQuestion();
          assertThat(question.pause()).isNotNull();
          assertThat(question.pause().by()).isEqualTo("signal of ada@laptop");
          assertThat(question.pause().reason()).isEqualTo("disk firmware first");
        });
  }

  @Test
  void shouldAskAgainWithoutThePauseWhenResumed() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();
    rollout.pause("");
    await().untilAsserted(() -> assertThat(pool.nextQuestion().pause()).isNotNull());

    // When
    rollout.resume();

    // Then
    await().untilAsserted(() -> assertThat(pool.nextQuestion().pause()).isNull());
  }

  @Test
  void shouldFollowNewLimitsWhenTheDigestStays() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();

    // When
    SteerAnswer answer = rollout.steer(target('b', 2, 5));

    // Then
    assertThat(answer).isEqualTo(SteerAnswer.FOLLOWED);
    assertThat(pool.nextQuestion().target().maxUnavailable())
        .isEqualTo(new MaxUnavailable(5, false));
  }

  @Test
  void shouldEndSupersededWhenSteeredToAnotherDigest() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();

    // When
    SteerAnswer answer = rollout.steer(target('c', 2, 1));

    // Then
    assertThat(answer).isEqualTo(SteerAnswer.SUPERSEDED);
    assertThat(result().phase()).isEqualTo(RolloutPhase.SUPERSEDED);
    assertThat(pool.written).containsOnly("end SUPERSEDED");
  }

  @Test
  void shouldSayOnItsBoardWhatTookOverAndWhoAskedForItWhenSuperseded() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();
    pool.plan(plan(RolloutPhase.ROLLING, "1/2 updated", List.of(), List.of()));
    pool.nextQuestion();
    RolloutTarget next = target('c', 2, 1).askedBy("field manager ann");

    // When
    rollout.steer(next);

    // Then
    assertThat(result().phase()).isEqualTo(RolloutPhase.SUPERSEDED);
    assertThat(board())
        .contains("## Pool `workers`: Superseded", "1 updated", "### Took over", next.image())
        .contains("Asked for by: field manager ann")
        .doesNotContain("Rolling");
  }

  @Test
  void shouldLeaveItsPauseToTheNextRunWhenSuperseded() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();
    rollout.pause("lunch");

    // When
    rollout.steer(target('c', 2, 1));

    // Then
    assertThat(result().phase()).isEqualTo(RolloutPhase.SUPERSEDED);
    // At least once: a task that takes long is given to a worker again.
    assertThat(pool.written)
        .isNotEmpty()
        .allSatisfy(words -> assertThat(words).startsWith("end SUPERSEDED, paused by"));
  }

  @Test
  void shouldRefuseATargetThatIsOlderThanTheOneItFollows() throws InterruptedException {
    // Given
    start();
    rollout.steer(target('b', 7, 1));

    // When
    assertThatThrownBy(() -> rollout.steer(target('c', 6, 1)))
        // Then
        .isInstanceOf(WorkflowUpdateException.class)
        .hasStackTraceContaining("generation 6 is older");
  }

  @Test
  void shouldWriteTheTargetFirstWhenNodesAskForAnotherImage() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();

    // When
    pool.plan(plan(RolloutPhase.STAGING, "", new Orders(3, List.of(), List.of(), List.of())));

    // Then
    pool.nextQuestion();
    assertThat(pool.written).containsExactly("retarget bbbbbbbbbbbb");
  }

  @Test
  void shouldAdoptSlotHoldersWhenTheRunBegins() throws InterruptedException {
    // Given
    start();
    PlanRequest first = pool.nextQuestion();

    // When
    List<String> holders = List.of("node-4", "node-7");
    pool.plan(plan(RolloutPhase.ROLLING, "", new Orders(0, List.of(), holders, List.of())));

    // Then
    await().untilAsserted(() -> assertThat(pool.adopted).containsExactly("node-4", "node-7"));
    assertThat(first.adopt()).isTrue();
    assertThat(pool.nextQuestion().adopt()).isFalse();
  }

  @Test
  void shouldSettleTheNodesInFlightWhenCancelled() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();
    pool.plan(plan(RolloutPhase.ROLLING, "0/1 updated", List.of("hangs"), List.of()));
    pool.nextQuestion();
    await().untilAsserted(() -> assertThat(nodesStarted).contains("hangs"));

    // When
    WorkflowStub.fromTyped(rollout).cancel();

    // Then
    assertIsCancelled();
    assertThat(pool.settled).containsOnly("bbbbbbbbbbbb with hangs");
    assertThat(pool.lastWords)
        .isNotEmpty()
        .allSatisfy(words ->
            assertThat(words)
                .startsWith("cancelled by ada@laptop; 1 in flight restored (hangs); not started"));
    assertThat(board())
        .contains("## Pool `workers`: Cancelled", "cancelled by ada@laptop; 1 in flight restored")
        .doesNotContain("in flight, ");
  }

  @Test
  void shouldCancelWhatComesNextWhenCancelledWhileItIsSuperseded() throws InterruptedException {
    // Given
    CountDownLatch ends = new CountDownLatch(1);
    pool.endsAfter = ends;
    start();
    pool.nextQuestion();
    rollout.steer(target('c', 2, 1));

    // When
    WorkflowStub.fromTyped(rollout).cancel();
    ends.countDown();

    // Then
    assertIsCancelled();
    assertThat(pool.settled).containsOnly("cccccccccccc with ");
  }

  @Test
  void shouldCancelWhatWasRolledOutWhenTheEditComesAfterTheCancel() throws InterruptedException {
    // Given
    CountDownLatch busy = new CountDownLatch(1);
    pool.namesSenderAfter = busy;
    start();
    pool.nextQuestion();
    rollout.pause("keeps its worker busy");
    await().untilAsserted(() -> assertThat(pool.asksForSender.get()).isTrue());
    WorkflowStub.fromTyped(rollout).cancel();

    // When
    CompletableFuture<SteerAnswer> edit =
        CompletableFuture.supplyAsync(() -> rollout.steer(target('c', 2, 1)));
    assertThat(edit).as("both are told at once").isNotDone();
    busy.countDown();

    // Then
    assertIsCancelled();
    assertThat(edit).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(SteerAnswer.ENDING);
    assertThat(pool.settled).containsOnly("bbbbbbbbbbbb with ");
  }

  private void assertIsCancelled() {
    assertThatThrownBy(this::result)
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(pool.written).last().asString().startsWith("end CANCELLED");
  }

  @Test
  void shouldKeepItsPauseWhenTheLastNodeIsDone() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();
    rollout.pause("incident 42");
    await().untilAsserted(() -> assertThat(pool.nextQuestion().pause()).isNotNull());

    // When
    pool.plan(plan(RolloutPhase.COMPLETED, "2/2 updated", List.of(), List.of()));

    // Then
    assertThat(result().phase()).isEqualTo(RolloutPhase.COMPLETED);
    assertThat(pool.written).last().asString().startsWith("end COMPLETED, paused by signal");
  }

  @Test
  void shouldKeepAPauseThatComesWhileItEnds() throws InterruptedException {
    // Given
    CountDownLatch ends = new CountDownLatch(1);
    pool.endsAfter = ends;
    start();
    pool.nextQuestion();
    pool.plan(plan(RolloutPhase.COMPLETED, "2/2 updated", List.of(), List.of()));
    await().untilAsserted(() -> assertThat(pool.ending.get()).isTrue());

    // When
    rollout.pause("incident 42");
    ends.countDown();
    // It may be asked anew, since the task that the end was recorded in did not know of the pause.
    pool.plan(plan(RolloutPhase.COMPLETED, "2/2 updated", List.of(), List.of()));

    // Then
    assertThat(result().phase()).isEqualTo(RolloutPhase.COMPLETED);
    assertThat(pool.written).last().isEqualTo("end COMPLETED, paused by signal of ada@laptop");
  }

  @Test
  void shouldWaitLongerAndLongerWhenANodeIsRefusedItsSlot() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();
    List<Instant> asked = new ArrayList<>();

    // When
    for (int refusal = 0; refusal < 4; refusal++) {
      pool.plan(plan(RolloutPhase.ROLLING, "", List.of("refused"), List.of()));
      assertThat(pool.nextQuestion().started().names()).containsExactly("refused");
      assertThat(pool.nextQuestion().started().names()).isEmpty();
      asked.add(Instant.now());
    }

    // Then
    assertThat(Duration.between(asked.get(2), asked.get(3)))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldStartUpdatesWithoutAParentWhenThePoolIsLarge(boolean searchable)
      throws InterruptedException {
    // Given
    rollout =
        stub(
            searchable
                ? SearchAttributes.newBuilder().set(RolloutNames.POOL, "workers").build()
                : SearchAttributes.EMPTY);
    start();
    pool.nextQuestion();
    Report.Counts counts = new Report.Counts(101, 0, 1, 100, 0, 0);

    // When
    pool.plan(
        new Plan(
            new Orders(0, List.of("node-1"), List.of(), List.of()),
            new Report(
                RolloutPhase.ROLLING,
                counts,
                "",
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                null)));

    // Then
    assertThat(pool.nextQuestion().started().names()).containsExactly("node-1");
    assertThat(pool.adopted).containsExactly("node-1");
    assertThat(pool.startedSearchable).containsExactly(searchable);
    assertThat(nodesStarted).isEmpty();
  }

  @Test
  void shouldContinueAsNewWithItsStartedNodesWhenTheRunIsLong() throws InterruptedException {
    // Given
    List<String> nodes = IntStream.range(0, 250).mapToObj(node -> "node-" + node).toList();
    start();
    pool.nextQuestion();

    // When
    pool.plan(plan(RolloutPhase.ROLLING, "long", nodes, List.of()));

    // Then
    PlanRequest ofTheNextRun = pool.nextQuestion();
    assertThat(ofTheNextRun.adopt()).as("adopts them all anew").isFalse();
    assertThat(ofTheNextRun.started().names()).hasSize(250);
  }

  @Test
  void shouldSayInTheListWhatIsInItsWayWhileAnythingIs() throws InterruptedException {
    // Given
    rollout = stub(SAYS_WHAT_IS_IN_ITS_WAY);
    start();
    pool.nextQuestion();
    Plan undisturbed = plan(RolloutPhase.ROLLING, "1/2 updated", List.of(), List.of());

    // When
    pool.plan(new Plan(undisturbed.orders(), undisturbed.report().blockedBy(List.of(HELD))));
    pool.nextQuestion();

    // Then
    assertThat(inTheList()).isEqualTo("DrainBlocked");
    pool.plan(undisturbed);
    pool.nextQuestion();
    assertThat(inTheList()).isEqualTo("Nothing");
  }

  @Test
  void shouldKeepInTheListWhatIsInItsWayWhenTheRunIsContinuedAsNew() throws InterruptedException {
    // Given
    List<String> nodes = IntStream.range(0, 250).mapToObj(node -> "node-" + node).toList();
    rollout = stub(SAYS_WHAT_IS_IN_ITS_WAY);
    start();
    pool.nextQuestion();
    Plan plan = plan(RolloutPhase.ROLLING, "long", nodes, List.of());

    // When
    pool.plan(new Plan(plan.orders(), plan.report().blockedBy(List.of(HELD))));
    PlanRequest ofTheNextRun = pool.nextQuestion();

    // Then
    assertThat(ofTheNextRun.started().names()).hasSize(250);
    assertThat(inTheList()).isEqualTo("DrainBlocked");
    pool.plan(plan(RolloutPhase.ROLLING, "goes on", List.of(), List.of()));
    pool.nextQuestion();
    assertThat(inTheList()).isEqualTo("Nothing");
  }

  @Test
  void shouldSayNothingInTheListWhenTheNamespaceDidNotKnowItAtTheStart()
      throws InterruptedException {
    // Given
    rollout = stub(SearchAttributes.newBuilder().set(RolloutNames.POOL, "workers").build());
    start();
    pool.nextQuestion();
    Plan undisturbed = plan(RolloutPhase.ROLLING, "1/2 updated", List.of(), List.of());
    BlockedBy held =
        new BlockedBy("Paused", "BootcNodePool/workers", null, "", "kubectl", 0, List.of());

    // When
    pool.plan(new Plan(undisturbed.orders(), undisturbed.report().blockedBy(List.of(held))));
    pool.nextQuestion();

    // Then
    assertThat(inTheList()).isNull();
  }

  @Test
  void shouldSayWhereItIsWhenAsked() throws InterruptedException {
    // Given
    start();
    pool.nextQuestion();
    pool.plan(plan(RolloutPhase.ROLLING, "1/2 updated", List.of(), List.of()));
    pool.nextQuestion();

    // When
    RolloutProgress progress = rollout.progress();

    // Then
    assertThat(progress.target()).isEqualTo(TARGET);
    assertThat(progress.report()).isNotNull();
    assertThat(progress.report().message()).isEqualTo("1/2 updated");
  }

  private void start() {
    WorkflowClient.start(rollout::roll, new PoolRolloutInput(TARGET, null, null));
  }

  private @Nullable String inTheList() {
    return WorkflowStub.fromTyped(rollout)
        .describe()
        .getTypedSearchAttributes()
        .get(RolloutNames.BLOCKED_BY);
  }

  /** As the Web UI asks for it. */
  private String board() {
    return WorkflowStub.fromTyped(rollout)
        .query("__temporal_workflow_metadata", WorkflowMetadata.class)
        .getCurrentDetails();
  }

  private RolloutResult result() {
    return WorkflowStub.fromTyped(rollout).getResult(RolloutResult.class);
  }

  private static RolloutTarget target(char digit, long generation, int maxUnavailable) {
    return new RolloutTarget(
        "workers",
        "uid-1",
        generation,
        "registry.example.com/os/node@sha256:" + String.valueOf(digit).repeat(64),
        new MaxUnavailable(maxUnavailable, false),
        null,
        null);
  }

  private static Plan plan(
      RolloutPhase phase, String message, List<String> start, List<String> settled) {
    return plan(phase, message, new Orders(0, start, List.of(), settled));
  }

  private static Plan plan(RolloutPhase phase, String message, Orders orders) {
    Report.Counts counts = new Report.Counts(2, 1, 0, 1, 0, 0);
    return new Plan(
        orders,
        new Report(
            phase, counts, message, null, List.of(), List.of(), List.of(), List.of(), false, null));
  }

  /** A node's update that is done at once, except of the nodes whose name says otherwise. */
  private record QuickNode(Set<String> nodesStarted) implements NodeUpdateWorkflow {
    @Override
    public NodeUpdateResult update(NodeUpdateInput input) {
      NodeRef ref = input.ref();
      nodesStarted.add(ref.node());
      if (ref.node().equals("hangs")) {
        CompletablePromise<Void> never = Workflow.newPromise();
        never.cancellableGet();
      }
      if (ref.node().equals("refused")) {
        return new NodeUpdateResult(NodeUpdateResult.Outcome.NOT_STARTED, "not now");
      }
      return new NodeUpdateResult(NodeUpdateResult.Outcome.UPDATED, "done");
    }
  }
}
