package dev.bootc.rollout.activities.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import dev.bootc.rollout.workflows.node.NodeUpdateWorkflow;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.RetryOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps are carried out for the workflow that they belong to, and for nobody else. */
class OwnCallersTest {
  private static final NodeRef REF = new NodeRef("workers", "uid-1", "node-1");

  private final Steps steps = new Steps();
  private final AtomicInteger refused = new AtomicInteger();
  private final TestWorkflowEnvironment temporal =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setWorkerFactoryOptions(
                  WorkerFactoryOptions.newBuilder()
                      .setWorkerInterceptors(
                          new OwnCallers(
                              _ -> Optional.of("uid-1"), "eu/", refused::incrementAndGet))
                      .build())
              .build());

  @BeforeEach
  void work() {
    Worker worker = temporal.newWorker("queue");
    worker.registerWorkflowImplementationTypes(TakesASlot.class);
    worker.registerActivitiesImplementations(steps);
    temporal.start();
  }

  @AfterEach
  void stop() {
    temporal.close();
  }

  @Test
  void shouldCarryOutAStepWhenItsOwnWorkflowCalls() {
    // When
    call("eu/rollout/workers/node-1", REF);

    // Then
    assertThat(steps.taken).containsExactly(REF);
    assertThat(refused).hasValue(0);
  }

  @Test
  void shouldRefuseWhenAWorkflowOfAnotherIdCalls() {
    // When
    assertThatThrownBy(() -> call("mine", REF))
        // Then
        .hasStackTraceContaining("it is for workflow eu/rollout/workers/node-1 to call");
    assertThat(steps.taken).isEmpty();
    assertThat(refused).hasPositiveValue();
  }

  @Test
  void shouldRefuseWhenTheUpdateOfAnotherNodeCalls() {
    // When
    assertThatThrownBy(() -> call("eu/rollout/workers/node-2", REF))
        // Then
        .hasStackTraceContaining("is not carried out");
    assertThat(steps.taken).isEmpty();
  }

  @Test
  void shouldRefuseWhenTheNameLeadsOutOfAPath() {
    // Given
    NodeRef ref = new NodeRef("workers", "uid-1", "../../secrets?x=");

    // When
    assertThatThrownBy(() -> call("eu/rollout/workers/../../secrets?x=", ref))
        // Then
        .hasStackTraceContaining("names no pool or node that Kubernetes could have");
  }

  @Test
  void shouldRefuseWithTheMendWhenThePoolIsAnotherClusters() {
    // Given
    NodeRef ref = new NodeRef("workers", "uid-of-another-cluster", "node-1");

    // When
    assertThatThrownBy(() -> call("eu/rollout/workers/node-1", ref))
        // Then
        .hasStackTraceContaining("BOOTC_ROLLOUT_CLUSTER_PREFIX");
    assertThat(steps.taken).isEmpty();
  }

  private void call(String workflowId, NodeRef ref) {
    temporal
        .getWorkflowClient()
        .newWorkflowStub(
            NodeUpdateWorkflow.class,
            WorkflowOptions.newBuilder().setWorkflowId(workflowId).setTaskQueue("queue").build())
        .update(new NodeUpdateInput(ref, null));
  }

  /** A workflow of the right type. */
  public static final class TakesASlot implements NodeUpdateWorkflow {
    @Override
    public NodeUpdateResult update(NodeUpdateInput input) {
      NodeAnswer.Slot slot =
          Workflow.newLocalActivityStub(
                  NodeStepActivities.class,
                  LocalActivityOptions.newBuilder()
                      .setStartToCloseTimeout(Duration.ofSeconds(5))
                      .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(2).build())
                      .build())
              .takeSlot(input.ref(), input.slotFor());
      return new NodeUpdateResult(NodeUpdateResult.Outcome.GONE, slot.message());
    }
  }

  private static final class Steps implements NodeStepActivities {
    private final List<NodeRef> taken = new CopyOnWriteArrayList<>();

    @Override
    public NodeAnswer.Slot takeSlot(NodeRef ref, @Nullable String slotFor) {
      taken.add(ref);
      return new NodeAnswer.Slot(NodeAnswer.Slot.Next.GONE, "", "");
    }

    @Override
    public NodeAnswer.Approval approveReboot(NodeRef ref) {
      return new NodeAnswer.Approval(NodeAnswer.Approval.Outcome.GONE, "", "");
    }

    @Override
    public void recordFailure(
        NodeRef ref, Verdict.Outcome outcome, String digest, String message) {}

    @Override
    public void release(NodeRef ref, Verdict.Outcome outcome, String digest, String message) {}

    @Override
    public void restore(NodeRef ref, String message) {}
  }
}
