package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.Searchability;
import dev.bootc.rollout.workflows.ShortSteps;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import dev.bootc.rollout.workflows.node.NodeUpdateWorkflow;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** The node workflows of a run, and the memory of those whose end has not been seen yet. */
final class NodesInFlight {
  /**
   * Well below the 4,096 events at which the server suggests a new run, at 13 events a node in the
   * worst case.
   */
  private static final int MOST_STARTS_IN_A_RUN = 250;

  private static final int MOST_EVENTS_IN_A_RUN = 4_000;

  /** A timeline with more bars than this is not read but searched. */
  private static final int MOST_NODES_WITH_CHILDREN = 100;

  /**
   * A workflow that runs already is about to close, or about to take its slot. Until either is sure
   * to be over, its node counts.
   */
  private static final Duration CLOSING = Duration.ofSeconds(10);

  /**
   * Whoever plans and whoever takes the slot may see the node differently for as long as one of
   * them lags; each refusal in a row doubles the time until it is started again.
   */
  private static final Duration AFTER_A_REFUSAL = Duration.ofMillis(250);

  private static final int MOST_DOUBLINGS = 5;

  private final ShortSteps<PoolStepActivities> steps;
  private final Runnable questionChanged;
  private final SequencedSet<String> open = new LinkedHashSet<>();
  private final Map<String, Integer> refusals = new HashMap<>();
  private final List<Promise<WorkflowExecution>> starts = new ArrayList<>();
  private StartedNodes started;
  private int startsInThisRun;

  NodesInFlight(
      StartedNodes started, ShortSteps<PoolStepActivities> steps, Runnable questionChanged) {
    this.started = started;
    this.steps = steps;
    this.questionChanged = questionChanged;
  }

  StartedNodes started() {
    return started;
  }

  void settled(List<String> nodes) {
    started = started.settled(nodes);
    nodes.forEach(refusals::remove);
  }

  /**
   * Starts the updates of these nodes. In a pool that a reader takes in at a glance each is a
   * child, with a bar of its own in the pool's timeline; in a larger one they are workflows of
   * their own, which costs Temporal half as much.
   *
   * @param target as it was told last: who asked for it, and why, is said on the page of each
   * @param poolSize how many nodes the pool has
   */
  void start(RolloutTarget target, List<String> nodes, int poolSize) {
    if (nodes.isEmpty()) {
      return;
    }
    started = started.started(nodes);
    if (poolSize <= MOST_NODES_WITH_CHILDREN) {
      startsInThisRun += nodes.size();
      nodes.forEach(node -> startChild(target, node));
    } else {
      startOnTheirOwn(target, nodes, target.image()).forEach(this::refusedSoon);
    }
  }

  /**
   * Starts the update of these nodes once more. Nearly all run already, which costs no event: a
   * node whose update was terminated is what this is for.
   */
  void adopt(RolloutTarget target, List<String> nodes) {
    if (!nodes.isEmpty()) {
      SequencedSet<String> orphans = new LinkedHashSet<>(nodes);
      orphans.removeAll(startOnTheirOwn(target, nodes, null));
      // What began only now takes no new slot, and nobody tells this run when it ends.
      orphans.forEach(this::refusedSoon);
    }
  }

  /** Answers those that run already. */
  private List<String> startOnTheirOwn(
      RolloutTarget target, List<String> nodes, @Nullable String slotFor) {
    List<NodeUpdateInput> updates =
        nodes.stream().map(node -> new NodeUpdateInput(ref(target, node), slotFor)).toList();
    boolean searchable = Searchability.ofThisRun();
    return steps.ask(step -> step.startUpdates(target, updates, searchable));
  }

  /** Those that may hold a slot or take one, as far as this run knows. */
  StartedNodes known() {
    return started.started(open);
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

  private void startChild(RolloutTarget target, String node) {
    NodeUpdateWorkflow child =
        Workflow.newChildWorkflowStub(
            NodeUpdateWorkflow.class,
            NodeWorkflows.child(Workflow.getInfo().getWorkflowId(), target, node));
    open.add(node);
    Async.function(child::update, new NodeUpdateInput(ref(target, node), target.image()))
        .handle((result, failure) -> closed(node, result, failure));
    Promise<WorkflowExecution> start = Workflow.getWorkflowExecution(child);
    starts.removeIf(Promise::isCompleted);
    starts.add(start);
  }

  /** How an update ended is seen in the cluster, unless it leaves nothing there to be seen. */
  private Void closed(String node, NodeUpdateResult result, RuntimeException failure) {
    open.remove(node);
    if (failure != null) {
      // It ran already, or somebody else ended it.
      refusedSoon(node);
      return null;
    }
    switch (result.outcome()) {
      case NOT_STARTED, GONE -> refusedAfter(pause(node), node);
      case UPDATED, DRAIN_TIMED_OUT -> {}
    }
    return null;
  }

  private Duration pause(String node) {
    int before = refusals.merge(node, 1, Integer::sum) - 1;
    return AFTER_A_REFUSAL.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS));
  }

  private void refusedSoon(String node) {
    refusedAfter(CLOSING, node);
  }

  private void refusedAfter(Duration time, String node) {
    if (started.contains(node) && !CancellationScope.current().isCancelRequested()) {
      Workflow.newTimer(time).thenApply(over -> refused(node));
    }
  }

  private Void refused(String node) {
    if (started.contains(node)) {
      started = started.refused(node);
      questionChanged.run();
    }
    return null;
  }

  private static NodeRef ref(RolloutTarget target, String node) {
    return new NodeRef(target.pool(), target.poolUid(), node);
  }
}
