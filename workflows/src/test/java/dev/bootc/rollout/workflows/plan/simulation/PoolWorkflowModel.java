package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.workflows.plan.NodeView;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The pool's workflow with the node workflows that it started: asks the planner, carries it out.
 */
final class PoolWorkflowModel {
  private final World world;
  private final Watch watch;
  private final Planner planner;
  private final PlanCheck check;
  private final Map<String, NodeWorkflowModel> children = new LinkedHashMap<>();
  private final SequencedSet<String> started = new LinkedHashSet<>();
  private RolloutTarget target;
  private @Nullable Plan latest;

  PoolWorkflowModel(World world, Watch watch, Planner planner, PlanCheck check) {
    this.world = world;
    this.watch = watch;
    this.planner = planner;
    this.check = check;
    this.target = world.target();
  }

  /** The reconciler tells the workflow what the pool asks for; a new run gets what the old knew. */
  void steer() {
    target = world.target();
  }

  PoolView view() {
    return new PoolView(target, watch.view(), started, world.pausedBySignal());
  }

  Plan plan() {
    PoolView view = view();
    Plan plan = planner.plan(view, world.now());
    check.check(planner, view, plan, world.now());
    carryOut(plan);
    latest = plan;
    return plan;
  }

  Plan latest() {
    return Objects.requireNonNull(latest);
  }

  private void carryOut(Plan plan) {
    plan.settled().forEach(started::remove);
    boolean current = target.image().equals(world.target().image());
    if (plan.retarget() > 0 && current) {
      world.nodes().stream()
          .filter(node -> !node.desiredImage().equals(target.image()))
          .forEach(node -> node.retarget(target.image()));
    }
    for (String name : plan.start()) {
      world.tell(name, "is started");
      started.add(name);
      children.putIfAbsent(name, NodeWorkflowModel.starting());
    }
  }

  /** Starts the workflow of whoever holds a slot or was started and has none running. */
  void adopt() {
    started.forEach(name -> children.putIfAbsent(name, NodeWorkflowModel.starting()));
    watch.view().stream()
        .filter(NodeView::holdsSlot)
        .forEach(node -> children.putIfAbsent(node.name(), NodeWorkflowModel.adopting()));
  }

  List<String> running() {
    return List.copyOf(children.keySet());
  }

  /** A node workflow does its next step; a refused one is taken out of the started. */
  void advance(String name) {
    NodeWorkflowModel child = Objects.requireNonNull(children.get(name));
    world.tell(name, child.advance(world.node(name), target.image(), world.now()));
    if (child.isOver()) {
      children.remove(name);
    }
    if (child.wasRefused()) {
      started.remove(name);
    }
  }

  /** Somebody terminates a node workflow: it does nothing more, not even its compensation. */
  void terminate(String name) {
    world.tell(name, "workflow is terminated");
    children.remove(name);
  }

  void stall(String name, int turns) {
    world.tell(name, "workflow stalls");
    Objects.requireNonNull(children.get(name)).stall(turns);
  }

  void wakeAll() {
    children.values().forEach(child -> child.stall(0));
  }

  void cancel(String name) {
    world.tell(name, "workflow is cancelled");
    Objects.requireNonNull(children.remove(name)).cancel(world.node(name), world.now());
  }

  /** Temporal is empty again: no workflow runs, and nobody remembers what was started. */
  void forgetAll() {
    world.tell("temporal", "is empty");
    children.clear();
    started.clear();
  }

  /** The budget as the workflow knows it: pool and nodes may have changed since. */
  int budgetInForce() {
    return target.maxUnavailable().of(watch.view().size());
  }

  /** Nodes that hold a slot, or may take one without being asked for again. */
  Set<String> committed() {
    Set<String> committed = new TreeSet<>(started);
    committed.addAll(children.keySet());
    committed.removeIf(name -> world.node(name) == null);
    world.nodes().stream()
        .filter(node -> node.slot() != null)
        .forEach(node -> committed.add(node.name));
    return committed;
  }
}
