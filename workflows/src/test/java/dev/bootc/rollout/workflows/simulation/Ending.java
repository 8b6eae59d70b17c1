package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.GateAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a rollout may come to rest once nothing goes wrong any more: completed, or with a reason
 * that is visible in the cluster and named by the plan. Written from the cluster, not from the
 * planner's rules.
 */
final class Ending {
  private final Cluster cluster;
  private final World world;

  private Ending(Cluster cluster) {
    this.cluster = cluster;
    this.world = cluster.world;
  }

  static void check(Cluster cluster) {
    new Ending(cluster).check();
  }

  private void check() {
    for (SimulatedNode node : world.nodes()) {
      node.witness.cordon.checkAtRest();
      Invariant.CORDON.check(
          node.holdsSlot() || !node.isMarked(), node.name + " is marked, and holds no slot");
    }
    world.checkHeard();
    List<SimulatedNode> left = world.nodes().stream().filter(node -> !isDone(node)).toList();
    Optional<PoolRun> run = cluster.operator.run();
    Invariant.REST.check(
        left.isEmpty() == run.isEmpty(),
        "the rollout is " + (run.isEmpty() ? "over" : "open") + " with " + names(left) + " left");
    for (SimulatedNode holder : world.slotHolders()) {
      Invariant.SLOT.check(
          cluster.updates.isOpen(holder.name), holder.name + " holds a slot without an update");
      Invariant.REST.check(
          state(holder) != NodeState.UP_TO_DATE || !holder.isReady() || isKeptBack(holder),
          holder.name + " runs its image, is Ready, and keeps its slot");
    }
    String message = run.flatMap(PoolRun::latest).map(plan -> plan.report().message()).orElse("");
    for (SimulatedNode node : left) {
      List<String> reasons = reasons(node);
      Invariant.REST.check(
          !reasons.isEmpty(),
          node.name + " could go on, and does not: " + node.bootcNode() + "; " + message);
      Invariant.REST.check(
          reasons.stream().anyMatch(message::contains),
          "none of " + reasons + " for " + node.name + " is in: " + message);
    }
  }

  /** Words for every reason why this node may be left; the plan must contain one of them. */
  private List<String> reasons(SimulatedNode node) {
    List<String> reasons = new ArrayList<>();
    boolean down = !node.isReady();
    if (failedAtDesired(node) || left(node) || state(node) == NodeState.DEGRADED || down) {
      reasons.add(node.name);
      reasons.add(" more");
    }
    if (node.holdsSlot() && world.pool().drain().timeoutAction() == DrainTimeoutAction.HOLD) {
      // Held by a pod that nobody lets go; the drain itself says which.
      reasons.add("in flight");
    }
    if (isKeptBack(node)) {
      reasons.add(node.name);
      reasons.add(" more");
    }
    if (world.slotHolders().stream().anyMatch(Ending::isUnasked)) {
      reasons.add("cannot be asked");
    }
    if (unhealthy() >= Math.min(2, Math.max(1, world.budget()))) {
      reasons.add("halted");
    }
    if (world.budget() == 0) {
      reasons.add("maxUnavailable");
    }
    List<SimulatedNode> unavailable = unavailableBeside(node);
    if (unavailable.size() >= world.budget()) {
      reasons.add("budget " + world.budget() + " used up");
    }
    if (unavailable.size() >= world.otherPool().most()) {
      reasons.add("--max-unavailable-overall");
    }
    if (node.controlPlane && unavailable.stream().anyMatch(other -> other.controlPlane)) {
      reasons.add("control-plane");
    }
    if (world.pool().options().canary() != null) {
      if (unhealthy() > 0) {
        reasons.add("halted");
      }
      world.nodes().stream()
          .filter(other -> other != node && !(isDone(other) && other.isReady()))
          .forEach(other -> reasons.add("step "));
    }
    if (world.pool().options().order() != null) {
      world.slotHolders().stream()
          .filter(
              holder -> !SimulatedOrder.zone(holder.name).equals(SimulatedOrder.zone(node.name)))
          .forEach(holder -> reasons.add("zones go one at a time: "));
      world.nodes().stream()
          .filter(other -> other != node && !isDone(other))
          .forEach(other -> reasons.add(" first"));
    }
    if (node.isCordoned()
        && world.nodes().stream().anyMatch(other -> !isDone(other) && !other.isCordoned())) {
      reasons.add("goes last");
    }
    return reasons;
  }

  /**
   * Its gate has failed, and that is written down; or it does not hold where nobody has brought the
   * node to what it runs, so that no attempt can fail; or nobody can ask it.
   */
  private static boolean isKeptBack(SimulatedNode node) {
    boolean failed =
        failedAtDesired(node)
            && node.bootcNode()
                .map(object -> object.marks().verdict())
                .filter(Verdict::isOfAGate)
                .isPresent();
    boolean unapproved =
        node.holdsSlot()
            && state(node) == NodeState.UP_TO_DATE
            && node.isReady()
            && node.bootcNode().filter(object -> object.spec().approved()).isEmpty();
    return (failed || unapproved)
        ? !(node.host.gate() instanceof GateAnswer.Passes)
        : isUnasked(node);
  }

  private static boolean isUnasked(SimulatedNode node) {
    return node.host.gate() instanceof GateAnswer.CannotBeAsked;
  }

  private long unhealthy() {
    return world.nodes().stream()
        .filter(node ->
            failedAtDesired(node)
                || left(node)
                || (node.holdsSlot() && (state(node) == NodeState.DEGRADED || isDownForIt(node))))
        .count();
  }

  /** That it went down for what is undone is no reason not to go back. */
  private boolean isDownForIt(SimulatedNode node) {
    boolean wentDownBefore =
        world.pool().wayBack().isPresent() && !node.host.running().equals(wantedDigest());
    return !node.isReady() && !wentDownBefore;
  }

  private String wantedDigest() {
    return Images.digestIn(world.pool().wanted());
  }

  private List<SimulatedNode> unavailableBeside(SimulatedNode node) {
    return world.nodes().stream()
        .filter(other -> other != node)
        .filter(other -> other.holdsSlot() || other.isCordoned() || !other.isReady())
        .toList();
  }

  private static boolean failedAtDesired(SimulatedNode node) {
    return node.bootcNode().filter(BootcNodeObject::failedAtDesired).isPresent();
  }

  /** It was updated to what it is asked for, and runs something else. */
  private static boolean left(SimulatedNode node) {
    String desired = node.bootcNode().map(object -> object.spec().desiredDigest()).orElse("");
    return !node.host.running().equals(desired)
        && node.bootcNode()
            .map(object -> object.marks().verdict())
            .filter(verdict -> !verdict.isFailure() && verdict.digest().equals(desired))
            .isPresent();
  }

  private static NodeState state(SimulatedNode node) {
    return node.bootcNode().map(BootcNodeObject::state).orElse(NodeState.PENDING);
  }

  private static boolean isDone(SimulatedNode node) {
    boolean skipped = node.bootcNode().filter(BootcNodeObject::isSkipped).isPresent();
    return (skipped || state(node) == NodeState.UP_TO_DATE) && !node.holdsSlot();
  }

  private static List<String> names(List<SimulatedNode> nodes) {
    return nodes.stream().map(node -> node.name).toList();
  }
}
