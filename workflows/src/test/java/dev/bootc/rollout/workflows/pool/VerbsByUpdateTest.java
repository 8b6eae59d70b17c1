package dev.bootc.rollout.workflows.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.AllowedVerbs;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.verb.VerbAnswer;
import dev.bootc.rollout.workflows.verb.VerbAnswer.Outcome;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerbsByUpdateTest {
  /** A wait hears of its cancellation by the answer to its heartbeat. */
  private static final Duration SOON = Duration.ofMillis(100);

  private final ScriptedPool pool = new ScriptedPool();
  private TestWorkflowEnvironment temporal;
  private RolloutVerbs verbs;

  @BeforeEach
  void startTemporal() {
    temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
    Worker worker =
        temporal.newWorker(
            RolloutNames.taskQueue(""),
            WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(SOON)
                .setDefaultHeartbeatThrottleInterval(SOON)
                .build());
    worker.registerWorkflowImplementationTypes(PoolRolloutWorkflowImpl.class);
    worker.registerActivitiesImplementations(pool);
    temporal.start();
    verbs =
        temporal
            .getWorkflowClient()
            .newWorkflowStub(RolloutVerbs.class, RolloutNames.poolWorkflowId("", "workers"));
  }

  @AfterEach
  void stopTemporal() {
    temporal.close();
  }

  @Test
  void shouldHoldAtOnceAndSayWhoWhenPausedByUpdate() throws InterruptedException {
    // Given
    start(null);

    // When
    VerbAnswer answer = verbs.pause("disk firmware first", "ann");

    // Then
    assertThat(answer.outcome()).isEqualTo(Outcome.DONE);
    await()
        .untilAsserted(() -> {
          PlanRequest question = pool.nextQuestion();
          assertThat(Objects.requireNonNull(question.pause()).by())
              .isEqualTo("update of ada@laptop, who gives the name ann");
          assertThat(question.pause().reason()).isEqualTo("disk firmware first");
        });
    assertThat(verbs.pause("again", null).outcome()).isEqualTo(Outcome.ALREADY_SO);
  }

  @Test
  void shouldGoOnAndSayWhoWhenResumedByUpdate() throws InterruptedException {
    // Given
    start(null);
    verbs.pause("lunch", null);

    // When
    VerbAnswer answer = verbs.resume(null);

    // Then
    assertThat(answer).isEqualTo(VerbAnswer.done("goes on"));
    await()
        .untilAsserted(() -> {
          PlanRequest question = pool.nextQuestion();
          assertThat(question.pause()).isNull();
          assertThat(question.word()).startsWith("resume by update of ada@laptop at ");
        });
    assertThat(pool.orders).isEmpty();
  }

  @Test
  void shouldHaveItWrittenToTheClusterWhenANodeIsSkipped() throws InterruptedException {
    // Given
    start(null);

    // When
    VerbAnswer answer = verbs.skip("worker-3", "broken fan", null);

    // Then
    assertThat(answer).isEqualTo(VerbAnswer.done("written"));
    assertThat(pool.orders).containsExactly("skip worker-3 by update of ada@laptop");
    await()
        .untilAsserted(() ->
            assertThat(pool.nextQuestion().word())
                .startsWith("skip of worker-3 by update of ada@laptop at ")
                .endsWith("(broken fan)"));
  }

  @Test
  void shouldRefuseWithTheCommandAndAskNobodyWhenThePoolLetsTemporalOnlyHold()
      throws InterruptedException {
    // Given
    start(null);

    // When
    assertThatThrownBy(() -> verbs.retry("worker-3", null))
        // Then
        .isInstanceOf(WorkflowUpdateException.class)
        .hasStackTraceContaining("spec.rollout.verbs of pool workers does not let")
        .hasStackTraceContaining("kubectl annotate bn worker-3 bootc.dev/");
    assertThat(pool.orders).isEmpty();
  }

  @Test
  void shouldCarryItOutWhenThePoolLetsTemporalSayAll() throws InterruptedException {
    // Given
    start(AllowedVerbs.ALL);

    // When
    VerbAnswer answer = verbs.retry("worker-3", "ann");

    // Then
    assertThat(answer.outcome()).isEqualTo(Outcome.DONE);
    assertThat(pool.orders)
        .containsExactly("retry worker-3 by update of ada@laptop, who gives the name ann");
  }

  @Test
  void shouldHaveItWrittenToTheClusterWhenAnImageIsUndone() throws InterruptedException {
    // Given
    start(AllowedVerbs.ALL);

    // When
    VerbAnswer answer = verbs.undo("wrong colours", "ann");

    // Then
    assertThat(answer.outcome()).isEqualTo(Outcome.DONE);
    assertThat(pool.orders)
        .containsExactly("undo  by update of ada@laptop, who gives the name ann");
  }

  @Test
  void shouldFailWithTheReasonAndNoteNothingWhenTheClusterIsNotAsItNeeds()
      throws InterruptedException {
    // Given
    start(AllowedVerbs.ALL);
    pool.orderAnswer = VerbAnswer.refused("worker-9 is no node of pool workers");

    // When
    assertThatThrownBy(() -> verbs.retry("worker-9", null))
        // Then
        .isInstanceOf(WorkflowUpdateException.class)
        .hasStackTraceContaining("worker-9 is no node of pool workers");
    verbs.pause("to be asked again", null);
    assertThat(pool.nextQuestion().word()).isNull();
  }

  @Test
  void shouldShowWhatItWasToldLastOnItsBoardWhenItWasToldSomething() {
    // When
    String board =
        RolloutBoard.render(
            target(null),
            Instant.EPOCH,
            Report.last(RolloutPhase.ROLLING, "", null),
            "skip of worker-3 by update of ada@laptop");

    // Then
    assertThat(board).contains("- Told last: skip of worker-3 by update of ada@laptop");
  }

  private void start(@Nullable AllowedVerbs allowed) throws InterruptedException {
    PoolRolloutWorkflow rollout =
        temporal
            .getWorkflowClient()
            .newWorkflowStub(
                PoolRolloutWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setTaskQueue(RolloutNames.taskQueue(""))
                    .setWorkflowId(RolloutNames.poolWorkflowId("", "workers"))
                    .build());
    WorkflowClient.start(rollout::roll, new PoolRolloutInput(target(allowed), null, null));
    pool.nextQuestion();
  }

  private static RolloutTarget target(@Nullable AllowedVerbs allowed) {
    return new RolloutTarget(
        "workers",
        "uid-1",
        1,
        "registry.example.com/os/node@sha256:" + "b".repeat(64),
        MaxUnavailable.ONE,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        allowed);
  }
}
