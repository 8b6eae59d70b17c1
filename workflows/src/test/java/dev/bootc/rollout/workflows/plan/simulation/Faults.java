package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import java.util.List;
import java.util.Random;

/** What users, admins, hosts and processes do at the wrong moment. */
final class Faults {
  private static final int MOST_NODES = 12;

  private final Random random;
  private final World world;
  private final Watch watch;
  private final PoolWorkflowModel pool;

  Faults(Random random, World world, Watch watch, PoolWorkflowModel pool) {
    this.random = random;
    this.world = world;
    this.watch = watch;
    this.pool = pool;
  }

  /** One thing goes wrong, or is mended, or is edited. */
  void strike() {
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> breakOrMend(anyNode());
      case 3, 4 -> cordonAsAdmin(anyNode());
      case 5 -> joinOrLeave();
      case 6 -> world.edit(aLimit());
      case 7 -> togglePause();
      case 8, 14, 15 -> hitOneWorkflow();
      case 9, 10 -> pool.adopt();
      case 11, 12 -> editImage();
      default -> loseTemporal();
    }
  }

  /** From now on nothing new goes wrong. What an admin cordoned stays cordoned. */
  void end() {
    world.pauseByField(false);
    world.pauseBySignal(false);
    world.nodes().forEach(Faults::mend);
    pool.wakeAll();
  }

  private static void mend(SimulatedNode node) {
    node.failsToStage = false;
    node.agentBroken = false;
    node.rollsBack = false;
    node.staysDown = false;
    node.flaky = false;
    node.undrainable = false;
  }

  private SimulatedNode anyNode() {
    List<SimulatedNode> nodes = List.copyOf(world.nodes());
    return nodes.get(random.nextInt(nodes.size()));
  }

  private void breakOrMend(SimulatedNode node) {
    if (random.nextInt(3) > 0) {
      mend(node);
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> node.failsToStage = true;
      case 1 -> node.agentBroken = true;
      case 2 -> node.rollsBack = true;
      case 3 -> node.staysDown = true;
      case 4 -> node.flaky = true;
      default -> node.undrainable = true;
    }
  }

  private void cordonAsAdmin(SimulatedNode node) {
    if (node.slot() == null) {
      boolean cordon = random.nextInt(5) == 0;
      node.cordonedByAdmin = cordon;
      node.cordon(cordon);
      world.tell(node.name, cordon ? "is cordoned by an admin" : "is uncordoned by an admin");
    }
  }

  private void joinOrLeave() {
    if (world.nodes().size() < MOST_NODES && random.nextBoolean()) {
      world.join(random.nextInt(4) == 0);
    } else if (world.nodes().size() > 2) {
      world.leave(anyNode());
    }
  }

  private MaxUnavailable aLimit() {
    return random.nextBoolean()
        ? new MaxUnavailable(random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(4), false)
        : new MaxUnavailable(random.nextInt(101), true);
  }

  private void togglePause() {
    boolean pause = random.nextInt(6) == 0;
    if (random.nextBoolean()) {
      world.pauseByField(pause);
    } else {
      world.pauseBySignal(pause);
    }
  }

  private void hitOneWorkflow() {
    List<String> running = pool.running();
    if (!running.isEmpty()) {
      String name = running.get(random.nextInt(running.size()));
      switch (random.nextInt(6)) {
        case 0 -> pool.cancel(name);
        case 1, 2 -> pool.terminate(name);
        default -> pool.stall(name, random.nextInt(200));
      }
    }
  }

  private void editImage() {
    boolean back = random.nextInt(4) == 0;
    world.edit(back ? Math.max(1, world.imageNumber() - 1) : world.imageNumber() + 1);
  }

  /** Whoever finds Temporal empty starts anew, with informers that have caught up since. */
  private void loseTemporal() {
    watch.deliverAll();
    pool.forgetAll();
    pool.adopt();
  }
}
