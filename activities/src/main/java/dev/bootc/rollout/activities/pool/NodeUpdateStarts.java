package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ParallelWrites;
import dev.bootc.rollout.workflows.Searchability;
import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.node.NodeUpdateWorkflow;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.NodeWorkflows;
import io.temporal.activity.ActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowServiceException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Starts updates of nodes as workflows without a parent. */
final class NodeUpdateStarts {
  private final WorkflowClient client;

  /**
   * @param client the worker's own, so that a start brings its first workflow task along
   */
  NodeUpdateStarts(WorkflowClient client) {
    this.client = client;
  }

  /**
   * @param searchable whether the pool's run has search attributes
   * @return the nodes whose update runs already
   */
  List<String> start(
      RolloutTarget target, List<NodeUpdateInput> updates, boolean searchable, ActivityInfo pool) {
    List<Callable<Optional<String>>> starts =
        updates.stream()
            .map(update ->
                (Callable<Optional<String>>) () -> tryToStart(target, update, searchable, pool))
            .toList();
    try (ParallelWrites inParallel = new ParallelWrites()) {
      return inParallel.all(starts).stream().flatMap(Optional::stream).toList();
    }
  }

  /**
   * The node, if its update runs already. A run may have search attributes that its namespace has
   * lost since.
   */
  private Optional<String> tryToStart(
      RolloutTarget target, NodeUpdateInput update, boolean searchable, ActivityInfo pool) {
    try {
      return startOne(target, update, searchable, pool);
    } catch (WorkflowServiceException refused) {
      if (searchable && Searchability.isLackedBy(refused)) {
        return startOne(target, update, false, pool);
      }
      throw refused;
    }
  }

  private Optional<String> startOne(
      RolloutTarget target, NodeUpdateInput update, boolean searchable, ActivityInfo pool) {
    String node = update.ref().node();
    NodeUpdateWorkflow workflow =
        client.newWorkflowStub(
            NodeUpdateWorkflow.class,
            NodeWorkflows.onItsOwn(
                Objects.requireNonNull(pool.getWorkflowId()),
                pool.getActivityTaskQueue(),
                target,
                node,
                searchable));
    try {
      WorkflowClient.start(workflow::update, update);
      return Optional.empty();
    } catch (WorkflowExecutionAlreadyStarted runsAlready) {
      return Optional.of(node);
    }
  }
}
