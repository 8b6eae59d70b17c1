package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.RolloutNames;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeUpdateWorkflowTest {
  private static final NodeRef REF = new NodeRef("workers", "node-1");
  private static final NodeUpdateInput INPUT =
      new NodeUpdateInput(REF, "registry.example.com/os/node@sha256:" + "b".repeat(64));
  private static final UpdateAnswer UPDATED =
      new UpdateAnswer(UpdateAnswer.Outcome.UPDATED, null, "runs the target");
  private static final UpdateAnswer RETARGETED =
      new UpdateAnswer(UpdateAnswer.Outcome.RETARGETED, null, "asked for another image");
  private static final UpdateAnswer NOT_BACK =
      new UpdateAnswer(UpdateAnswer.Outcome.FAILED, Verdict.Outcome.NOT_BACK, "not back");

  private TestWorkflowEnvironment temporal;

  @BeforeEach
  void startTemporal() {
    temporal = TestWorkflowEnvironment.newInstance();
  }

  @AfterEach
  void stopTemporal() {
    temporal.close();
  }

  @Test
  void shouldTakeTheFiveStepsWhenNothingGoesWrong() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(SlotAnswer.Next.DRAIN)
            .approval(ApprovalAnswer.Outcome.APPROVED)
            .update(UPDATED);

    // When
    NodeUpdateResult result = workflow(node).update(INPUT);

    // Then
    assertThat(result.outcome()).isEqualTo(NodeUpdateResult.Outcome.UPDATED);
    assertThat(node.asked)
        .containsExactly("takeSlot", "drain", "approveReboot", "awaitUpdate", "release UPDATED");
  }

  @Test
  void shouldApproveAtOnceWhenNoPodIsThereToEvict() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(SlotAnswer.Next.APPROVE)
            .approval(ApprovalAnswer.Outcome.APPROVED)
            .update(UPDATED);

    // When
    workflow(node).update(INPUT);

    // Then
    assertThat(node.asked)
        .containsExactly("takeSlot", "approveReboot", "awaitUpdate", "release UPDATED");
  }

  @Test
  void shouldDrainBeforeItApprovesWhenAPodCameMeanwhile() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(SlotAnswer.Next.APPROVE, SlotAnswer.Next.DRAIN)
            .approval(ApprovalAnswer.Outcome.NOT_DRAINED, ApprovalAnswer.Outcome.APPROVED)
            .update(UPDATED);

    // When
    workflow(node).update(INPUT);

    // Then
    assertThat(node.asked)
        .containsExactly(
            "takeSlot",
            "approveReboot",
            "takeSlot",
            "drain",
            "approveReboot",
            "awaitUpdate",
            "release UPDATED");
  }

  @Test
  void shouldTakeNoSlotWhenCancelledBeforeItBegan() {
    // Given
    ScriptedNode node = new ScriptedNode().slot(SlotAnswer.Next.APPROVE);
    NodeUpdateWorkflow update = notStarted(node);
    WorkflowClient.start(update::update, INPUT);
    WorkflowStub.fromTyped(update).cancel();

    // When
    temporal.start();

    // Then
    assertThatThrownBy(() -> WorkflowStub.fromTyped(update).getResult(NodeUpdateResult.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(node.asked).containsExactly("restore");
  }

  @Test
  void shouldTouchNothingWhenNoSlotIsGiven() {
    // Given
    ScriptedNode node = new ScriptedNode().slot(SlotAnswer.Next.NOT_STARTED);

    // When
    NodeUpdateResult result = workflow(node).update(INPUT);

    // Then
    assertThat(result.outcome()).isEqualTo(NodeUpdateResult.Outcome.NOT_STARTED);
    assertThat(node.asked).containsExactly("takeSlot");
  }

  @Test
  void shouldReleaseTheNodeAsFailedWhenItsDrainTimesOut() {
    // Given
    ScriptedNode node =
        new ScriptedNode().slot(SlotAnswer.Next.DRAIN).drain(DrainAnswer.Outcome.TIMED_OUT);

    // When
    NodeUpdateResult result = workflow(node).update(INPUT);

    // Then
    assertThat(result.outcome()).isEqualTo(NodeUpdateResult.Outcome.DRAIN_TIMED_OUT);
    assertThat(node.asked).containsExactly("takeSlot", "drain", "release DRAIN_TIMED_OUT");
  }

  @Test
  void shouldNotDrainAgainWhenTheRebootWasApprovedBefore() {
    // Given
    ScriptedNode node = new ScriptedNode().slot(SlotAnswer.Next.AWAIT_UPDATE).update(UPDATED);

    // When
    workflow(node).update(INPUT);

    // Then
    assertThat(node.asked).containsExactly("takeSlot", "awaitUpdate", "release UPDATED");
  }

  @Test
  void shouldStageTheNewImageWithItsSlotHeldWhenRetargetedBeforeApproval() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(SlotAnswer.Next.DRAIN)
            .approval(ApprovalAnswer.Outcome.NOT_STAGED, ApprovalAnswer.Outcome.APPROVED)
            .update(UPDATED);

    // When
    workflow(node).update(INPUT);

    // Then
    assertThat(node.asked)
        .containsExactly(
            "takeSlot",
            "drain",
            "approveReboot",
            "awaitStaged",
            "takeSlot",
            "drain",
            "approveReboot",
            "awaitUpdate",
            "release UPDATED");
  }

  @Test
  void shouldDrainAndApproveAgainWhenRetargetedAfterApproval() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(SlotAnswer.Next.DRAIN)
            .approval(ApprovalAnswer.Outcome.APPROVED)
            .update(RETARGETED, UPDATED);

    // When
    workflow(node).update(INPUT);

    // Then
    assertThat(node.asked)
        .containsExactly(
            "takeSlot",
            "drain",
            "approveReboot",
            "awaitUpdate",
            "awaitStaged",
            "takeSlot",
            "drain",
            "approveReboot",
            "awaitUpdate",
            "release UPDATED");
  }

  @Test
  void shouldKeepTheSlotAndWaitWhenTheNodeDoesNotComeBack() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(SlotAnswer.Next.DRAIN)
            .approval(ApprovalAnswer.Outcome.APPROVED)
            .update(NOT_BACK, UPDATED);

    // When
    workflow(node).update(INPUT);

    // Then
    assertThat(node.asked)
        .containsExactly(
            "takeSlot",
            "drain",
            "approveReboot",
            "awaitUpdate",
            "recordFailure NOT_BACK",
            "awaitRecovery",
            "release UPDATED");
  }

  @Test
  void shouldRestoreTheNodeWhenCancelledInTheDrain() throws InterruptedException {
    // Given
    ScriptedNode node = new ScriptedNode().slot(SlotAnswer.Next.DRAIN).drainHangs();
    NodeUpdateWorkflow update = workflow(node);
    WorkflowClient.start(update::update, INPUT);
    assertThat(node.drainBegan.await(10, TimeUnit.SECONDS)).isTrue();

    // When
    WorkflowStub.fromTyped(update).cancel();

    // Then
    assertThatThrownBy(() -> WorkflowStub.fromTyped(update).getResult(NodeUpdateResult.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(node.asked).containsExactly("takeSlot", "drain", "restore");
  }

  private NodeUpdateWorkflow workflow(ScriptedNode node) {
    NodeUpdateWorkflow update = notStarted(node);
    temporal.start();
    return update;
  }

  private NodeUpdateWorkflow notStarted(ScriptedNode node) {
    String queue = RolloutNames.taskQueue("");
    temporal.newWorker(queue).registerWorkflowImplementationTypes(NodeUpdateWorkflowImpl.class);
    temporal.getWorkerFactory().getWorker(queue).registerActivitiesImplementations(node);
    temporal.newWorker(RolloutNames.waitsTaskQueue(queue)).registerActivitiesImplementations(node);
    return temporal
        .getWorkflowClient()
        .newWorkflowStub(
            NodeUpdateWorkflow.class,
            WorkflowOptions.newBuilder()
                .setTaskQueue(queue)
                .setWorkflowId(RolloutNames.nodeWorkflowId("", REF.pool(), REF.node()))
                .build());
  }
}
