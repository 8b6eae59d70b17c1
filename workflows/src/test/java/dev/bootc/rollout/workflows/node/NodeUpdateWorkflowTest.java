package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.RolloutNames;
import io.temporal.api.sdk.v1.WorkflowMetadata;
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
  private static final NodeRef REF = new NodeRef("workers", "uid-1", "node-1");
  private static final NodeUpdateInput INPUT =
      new NodeUpdateInput(REF, "registry.example.com/os/node@sha256:" + "b".repeat(64));
  private static final NodeAnswer.Update UPDATED =
      new NodeAnswer.Update(
          NodeAnswer.Update.Outcome.UPDATED, null, ScriptedNode.DIGEST, "runs the target");
  private static final NodeAnswer.Update RETARGETED =
      new NodeAnswer.Update(
          NodeAnswer.Update.Outcome.RETARGETED,
          null,
          ScriptedNode.DIGEST,
          "asked for another image");
  private static final NodeAnswer.Update NOT_BACK =
      new NodeAnswer.Update(
          NodeAnswer.Update.Outcome.FAILED,
          Verdict.Outcome.NOT_BACK,
          ScriptedNode.DIGEST,
          "not back");

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
            .slot(NodeAnswer.Slot.Next.DRAIN)
            .approval(NodeAnswer.Approval.Outcome.APPROVED)
            .update(UPDATED);

    // When
    NodeUpdateResult result = workflow(node).update(INPUT);

    // Then
    assertThat(result.outcome()).isEqualTo(NodeUpdateResult.Outcome.UPDATED);
    assertThat(node.asked).containsExactly("takeSlot", "drain", "approveReboot", "awaitUpdate");
  }

  @Test
  void shouldApproveAtOnceWhenNoPodIsThereToEvict() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(NodeAnswer.Slot.Next.APPROVE)
            .approval(NodeAnswer.Approval.Outcome.APPROVED)
            .update(UPDATED);

    // When
    workflow(node).update(INPUT);

    // Then
    assertThat(node.asked).containsExactly("takeSlot", "approveReboot", "awaitUpdate");
  }

  @Test
  void shouldDrainBeforeItApprovesWhenAPodCameMeanwhile() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(NodeAnswer.Slot.Next.APPROVE, NodeAnswer.Slot.Next.DRAIN)
            .approval(NodeAnswer.Approval.Outcome.NOT_DRAINED, NodeAnswer.Approval.Outcome.APPROVED)
            .update(UPDATED);

    // When
    workflow(node).update(INPUT);

    // Then
    assertThat(node.asked)
        .containsExactly(
            "takeSlot",
            "approveReboot",
            "takeSlot if held",
            "drain",
            "approveReboot",
            "awaitUpdate");
  }

  @Test
  void shouldTakeNoSlotWhenCancelledBeforeItBegan() {
    // Given
    ScriptedNode node = new ScriptedNode().slot(NodeAnswer.Slot.Next.APPROVE);
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
  void shouldTakeNoOtherSlotWhenItsOwnWasLostWhileItStaged() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(NodeAnswer.Slot.Next.DRAIN)
            .approval(NodeAnswer.Approval.Outcome.NOT_STAGED)
            .goneWhileStaging();

    // When
    NodeUpdateResult result = workflow(node).update(INPUT);

    // Then
    assertThat(result.outcome()).isEqualTo(NodeUpdateResult.Outcome.GONE);
    assertThat(node.asked).containsExactly("takeSlot", "drain", "approveReboot", "awaitStaged");
  }

  @Test
  void shouldWaitForTheRecoveryWhenTheNodeHadItsAttemptAtThisDigest() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(NodeAnswer.Slot.Next.APPROVE)
            .approval(NodeAnswer.Approval.Outcome.HAD_ITS_ATTEMPT);

    // When
    workflow(node).update(INPUT);

    // Then
    assertThat(node.asked).containsExactly("takeSlot", "approveReboot", "awaitRecovery");
  }

  @Test
  void shouldGoOnOutsideTheWorkflowTaskWhenTheApiServerStaysAway() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .awayFor(6)
            .slot(NodeAnswer.Slot.Next.APPROVE)
            .approval(NodeAnswer.Approval.Outcome.APPROVED)
            .update(UPDATED);

    // When
    workflow(node).update(INPUT);

    // Then
    assertThat(node.asked)
        .containsSubsequence(
            "takeSlot in vain in the task",
            "takeSlot in vain in the task",
            "takeSlot in vain in the task",
            "takeSlot in vain on its own",
            "takeSlot in vain on its own",
            "takeSlot in vain on its own",
            "takeSlot",
            "approveReboot",
            "awaitUpdate");
  }

  @Test
  void shouldTouchNothingWhenNoSlotIsGiven() {
    // Given
    ScriptedNode node = new ScriptedNode().slot(NodeAnswer.Slot.Next.NOT_STARTED);

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
        new ScriptedNode()
            .slot(NodeAnswer.Slot.Next.DRAIN)
            .drain(NodeAnswer.Drain.Outcome.TIMED_OUT);

    // When
    NodeUpdateResult result = workflow(node).update(INPUT);

    // Then
    assertThat(result.outcome()).isEqualTo(NodeUpdateResult.Outcome.DRAIN_TIMED_OUT);
    assertThat(node.asked).containsExactly("takeSlot", "drain", "release DRAIN_TIMED_OUT");
  }

  @Test
  void shouldNotDrainAgainWhenTheRebootWasApprovedBefore() {
    // Given
    ScriptedNode node = new ScriptedNode().slot(NodeAnswer.Slot.Next.AWAIT_UPDATE).update(UPDATED);

    // When
    workflow(node).update(INPUT);

    // Then
    assertThat(node.asked).containsExactly("takeSlot", "awaitUpdate");
  }

  @Test
  void shouldStageTheNewImageWithItsSlotHeldWhenRetargetedBeforeApproval() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(NodeAnswer.Slot.Next.DRAIN)
            .approval(NodeAnswer.Approval.Outcome.NOT_STAGED, NodeAnswer.Approval.Outcome.APPROVED)
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
            "takeSlot if held",
            "drain",
            "approveReboot",
            "awaitUpdate");
  }

  @Test
  void shouldDrainAndApproveAgainWhenRetargetedAfterApproval() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(NodeAnswer.Slot.Next.DRAIN)
            .approval(NodeAnswer.Approval.Outcome.APPROVED)
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
            "takeSlot if held",
            "drain",
            "approveReboot",
            "awaitUpdate");
  }

  @Test
  void shouldKeepTheSlotAndWaitWhenTheNodeDoesNotComeBack() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(NodeAnswer.Slot.Next.DRAIN)
            .approval(NodeAnswer.Approval.Outcome.APPROVED)
            .update(NOT_BACK);

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
            "awaitRecovery");
  }

  @Test
  void shouldTellOnItsBoardWhatTheNodeWentThroughWhenItFailedAndCameBack() {
    // Given
    ScriptedNode node =
        new ScriptedNode()
            .slot(NodeAnswer.Slot.Next.DRAIN)
            .approval(NodeAnswer.Approval.Outcome.APPROVED)
            .update(NOT_BACK);
    NodeUpdateWorkflow update = workflow(node);

    // When
    update.update(INPUT);

    // Then
    assertThat(board(update))
        .startsWith("## Node `node-1` of pool `workers`")
        .containsSubsequence(
            "asks for a slot, and is cordoned in it",
            "drains; while it does",
            "is to be let reboot",
            "is awaited on bbbbbbbbbbbb",
            "failed: not back: not back",
            "keeps its slot, cordoned, until it is back or tried again",
            "is over: updated");
  }

  @Test
  void shouldRestoreTheNodeWhenCancelledInTheDrain() throws InterruptedException {
    // Given
    ScriptedNode node = new ScriptedNode().slot(NodeAnswer.Slot.Next.DRAIN).drainHangs();
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
    assertThat(board(update)).contains("cancelled: restored");
  }

  /** As the Web UI asks for it. */
  private static String board(NodeUpdateWorkflow update) {
    return WorkflowStub.fromTyped(update)
        .query("__temporal_workflow_metadata", WorkflowMetadata.class)
        .getCurrentDetails();
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
