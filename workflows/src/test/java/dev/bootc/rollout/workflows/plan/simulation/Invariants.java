package dev.bootc.rollout.workflows.plan.simulation;

import java.util.List;

/**
 * What must be true of the cluster itself after every step, whatever anybody has seen of it.
 * Reboots without a drain, and second reboots, fail where they happen: see {@link SimulatedNode}.
 */
final class Invariants {
  private final World world;
  private final PoolWorkflowModel pool;

  /** The budget, or what was in flight already when the budget became smaller. */
  private int mostSlots;

  Invariants(World world, PoolWorkflowModel pool) {
    this.world = world;
    this.pool = pool;
  }

  void check() {
    mostSlots = Math.max(pool.budgetInForce(), Math.min(mostSlots, pool.committed().size()));
    List<String> slots =
        world.nodes().stream().filter(node -> node.slot() != null).map(node -> node.name).toList();
    if (slots.size() > mostSlots) {
      throw new AssertionError("more than " + mostSlots + " slots are held: " + slots);
    }
    long controlPlaneSlots =
        world.nodes().stream().filter(node -> node.controlPlane && node.slot() != null).count();
    if (controlPlaneSlots > 1) {
      throw new AssertionError(controlPlaneSlots + " control-plane nodes hold slots: " + slots);
    }
    world.nodes().forEach(Invariants::checkCordon);
  }

  private static void checkCordon(SimulatedNode node) {
    SimulatedNode.Slot slot = node.slot();
    if (slot == null && node.isCordoned() != node.cordonedByAdmin) {
      throw new AssertionError(
          node.name + " holds no slot and is " + (node.isCordoned() ? "" : "not ") + "cordoned");
    }
    if (slot != null && slot.wasCordoned() != node.cordonedByAdmin) {
      throw new AssertionError(node.name + " will not get its cordon back as it was");
    }
  }
}
