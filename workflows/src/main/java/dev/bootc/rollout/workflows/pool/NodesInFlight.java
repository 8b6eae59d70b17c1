package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import dev.bootc.rollout.workflows.node.NodeUpdateResult.Outcome;
import dev.bootc.rollout.workflows.node.NodeUpdateWorkflow;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.common.SearchAttributes;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The node workflows of a run. Remembers the nodes it started until their slot has been seen, since
 * until then only this memory keeps the budget.
 */
final class NodesInFlight {
  /**
   * Well below the 4,096 events at which the server suggests a new run, at 13 events a node in the
   * worst case.
   */
  private static final int MOST_STARTS_IN_A_RUN = 250;

  private static final int MOST_EVENTS_IN_A_RUN = 4_000;

  /**
   * A workflow that runs already is about to close, or about to take its slot. Until either is sure
   * to be over, its node counts.
   */
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final String clusterPrefix;
  private final RolloutTarget target;
  private final Runnable questionChanged;
  private final SequencedSet<String> started;
  private final SequencedSet<String> open = new LinkedHashSet<>();
  private final List<Promise<WorkflowExecution>> starts = new ArrayList<>();
  private int startsInThisRun;

  NodesInFlight(
      String clusterPrefix, RolloutTarget target, List<String> started, Runnable questionChanged) {
    this.clusterPrefix = clusterPrefix;
    this.target = target;
    this.started = new LinkedHashSet<>(started);
    this.questionChanged = questionChanged;
  }

  List<String> started() {
    return List.copyOf(started);
  }

  void settled(List<String> nodes) {
    nodes.forEach(started::remove);
  }

  void start(List<String> nodes) {
    for (String node : nodes) {
      started.add(node);
      startWorkflow(node, target.image()).thenApply(taken -> taken ? null : forgetSoon(node));
    }
  }

  /**
   * Starts the workflow of every node that holds a slot, or was started, and of which this run does
   * not know that it runs.
   */
  void adopt(List<String> slotHolders) {
    SequencedSet<String> orphans = new LinkedHashSet<>(slotHolders);
    orphans.addAll(started);
    orphans.removeAll(open);
    orphans.forEach(node -> startWorkflow(node, null));
  }

  /**
   * @return how many were told
   */
  int cancel(List<String> slotHolders) {
    SequencedSet<String> all = new LinkedHashSet<>(slotHolders);
    all.addAll(started);
    all.addAll(open);
    List<Promise<Void>> requests = new ArrayList<>();
    for (String node : all) {
      requests.add(
          Async.procedure(() -> Workflow.newUntypedExternalWorkflowStub(workflowId(node)).cancel())
              .exceptionally(closedAlready -> null));
    }
    Promise.allOf(requests).get();
    return all.size();
  }

  boolean runIsLong() {
    return startsInThisRun >= MOST_STARTS_IN_A_RUN
        || Workflow.getInfo().getHistoryLength() >= MOST_EVENTS_IN_A_RUN
        || Workflow.getInfo().isContinueAsNewSuggested();
  }

  /** A start that is not confirmed is lost when the run closes. */
  void awaitStarts() {
    Workflow.await(() -> starts.stream().allMatch(Promise::isCompleted));
  }

  /** Answers whether the workflow was started; false when one with that ID runs already. */
  private Promise<Boolean> startWorkflow(String node, @Nullable String slotFor) {
    NodeUpdateWorkflow child =
        Workflow.newChildWorkflowStub(NodeUpdateWorkflow.class, options(node));
    open.add(node);
    startsInThisRun++;
    Async.function(child::update, new NodeUpdateInput(new NodeRef(target.pool(), node), slotFor))
        .handle((result, failure) -> closed(node, result, failure));
    Promise<WorkflowExecution> start = Workflow.getWorkflowExecution(child);
    starts.removeIf(Promise::isCompleted);
    starts.add(start);
    return start.handle((execution, alreadyRunning) -> alreadyRunning == null);
  }

  private Void closed(String node, NodeUpdateResult result, RuntimeException failure) {
    open.remove(node);
    if (failure == null && result.outcome() == Outcome.NOT_STARTED && started.remove(node)) {
      questionChanged.run();
    }
    return null;
  }

  private Void forgetSoon(String node) {
    Workflow.newTimer(CLOSING)
        .thenApply(over -> {
          if (started.remove(node)) {
            questionChanged.run();
          }
          return null;
        });
    return null;
  }

  private ChildWorkflowOptions options(String node) {
    return ChildWorkflowOptions.newBuilder()
        .setWorkflowId(workflowId(node))
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
        .setCancellationType(ChildWorkflowCancellationType.ABANDON)
        .setStaticSummary(node + " to " + target.digest().shortText())
        .setTypedSearchAttributes(
            SearchAttributes.newBuilder()
                .set(RolloutNames.POOL, target.pool())
                .set(RolloutNames.NODE, node)
                .set(RolloutNames.DIGEST, target.digest().text())
                .build())
        .build();
  }

  private String workflowId(String node) {
    return RolloutNames.nodeWorkflowId(clusterPrefix, target.pool(), node);
  }
}
