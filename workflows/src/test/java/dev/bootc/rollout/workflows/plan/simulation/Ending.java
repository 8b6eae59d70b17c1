package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a rollout may come to rest once nothing goes wrong any more: completed, or with a reason
 * that is visible in the cluster and named by the plan. Written from the cluster, not from the
 * planner's rules.
 */
final class Ending {
  private Ending() {}

  static void check(World world, Plan plan) {
    List<SimulatedNode> left = world.nodes().stream().filter(node -> !isDone(node)).toList();
    if (left.isEmpty() != (plan.phase() == RolloutPhase.COMPLETED)) {
      throw new AssertionError(
          plan.phase() + " with " + left.stream().map(node -> node.name).toList() + " left");
    }
    for (SimulatedNode node : left) {
      List<String> reasons = reasons(world, node);
      if (reasons.isEmpty()) {
        throw new AssertionError(node.name + " could go on, and does not: " + node.view());
      }
      if (reasons.stream().noneMatch(plan.message()::contains)) {
        throw new AssertionError("none of " + reasons + " is in: " + plan.message());
      }
    }
  }

  /** Words for every reason why this node may be left; the plan must contain one of them. */
  private static List<String> reasons(World world, SimulatedNode node) {
    List<String> reasons = new ArrayList<>();
    if (node.failedAtDesired() || node.state() == NodeState.DEGRADED) {
      reasons.add(node.name);
      reasons.add(" more");
    }
    long sick =
        world.nodes().stream()
            .filter(other -> other.slot() != null && other.failedAtDesired())
            .count();
    if (sick > 0 && sick >= Math.min(2, Math.max(1, world.budget()))) {
      reasons.add("halted");
    }
    if (world.budget() == 0) {
      reasons.add("maxUnavailable");
    }
    List<SimulatedNode> unavailable = unavailableBeside(world, node);
    if (unavailable.size() >= world.budget()) {
      reasons.add("budget " + world.budget() + " used up");
    }
    if (node.controlPlane && unavailable.stream().anyMatch(other -> other.controlPlane)) {
      reasons.add("control-plane");
    }
    if (node.isCordoned()
        && world.nodes().stream().anyMatch(other -> !isDone(other) && !other.isCordoned())) {
      reasons.add("goes last");
    }
    return reasons;
  }

  private static List<SimulatedNode> unavailableBeside(World world, SimulatedNode node) {
    return world.nodes().stream()
        .filter(other -> other != node)
        .filter(other -> other.slot() != null || other.isCordoned() || !other.isReady())
        .toList();
  }

  private static boolean isDone(SimulatedNode node) {
    return node.state() == NodeState.UP_TO_DATE && node.slot() == null;
  }
}
