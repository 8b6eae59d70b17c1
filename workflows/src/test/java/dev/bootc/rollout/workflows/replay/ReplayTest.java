package dev.bootc.rollout.workflows.replay;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.workflows.ActivityPolicies;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import dev.bootc.rollout.workflows.node.NodeUpdateWorkflow;
import dev.bootc.rollout.workflows.node.NodeWaitActivities;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.NonDeterministicException;
import io.temporal.workflow.Workflow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Histories of real runs, recorded from the demo and a benchmark by {@code temporal workflow show
 * --output json}. A change of workflow code must replay them, or rollouts under way at an upgrade
 * are stuck.
 */
class ReplayTest {

  @ParameterizedTest
  @CsvSource({
    "pool-rollout-paused-and-resumed.json, dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl",
    "pool-rollout-superseded.json, dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl",
    "pool-rollout-cancelled.json, dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl",
    "pool-rollout-told-by-updates.json, dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl",
    "pool-rollout-of-a-large-pool.json, dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl",
    "node-update.json, dev.bootc.rollout.workflows.node.NodeUpdateWorkflowImpl",
    "node-update-without-pods.json, dev.bootc.rollout.workflows.node.NodeUpdateWorkflowImpl"
  })
  void shouldReplayWhatWasRecordedWhenTheCodeIsTodays(String history, Class<?> workflow) {
    // When
    assertThatCode(() ->
            WorkflowReplayer.replayWorkflowExecutionFromResource("histories/" + history, workflow))
        // Then
        .doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseToReplayWhenTheCodeTakesOtherSteps() {
    // When
    assertThatThrownBy(() ->
            WorkflowReplayer.replayWorkflowExecutionFromResource(
                "histories/node-update.json", ApprovesWithoutDraining.class))
        // Then
        .hasStackTraceContaining(NonDeterministicException.class.getSimpleName());
  }

  /** What a careless change would be. */
  public static final class ApprovesWithoutDraining implements NodeUpdateWorkflow {
    @Override
    public NodeUpdateResult update(NodeUpdateInput input) {
      NodeStepActivities steps =
          Workflow.newLocalActivityStub(
              NodeStepActivities.class, ActivityPolicies.shortStep("short step"));
      NodeWaitActivities waits =
          Workflow.newActivityStub(NodeWaitActivities.class, ActivityPolicies.wait("wait"));
      steps.takeSlot(input.ref(), input.slotFor());
      steps.approveReboot(input.ref());
      waits.awaitUpdate(input.ref(), "");
      return new NodeUpdateResult(NodeUpdateResult.Outcome.UPDATED, "");
    }
  }
}
