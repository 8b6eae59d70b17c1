package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.plan.ManualApproval;
import java.util.SplittableRandom;

/**
 * Whoever approves images. Has dice of their own, so that runs in which nobody has to approve
 * anything go as they would without them.
 */
final class Approver {
  private static final long OWN_DICE = 0xA44507EDL;

  private final SplittableRandom random;
  private final World world;
  private final boolean isAsked;

  Approver(long seed, World world) {
    this.random = Seeds.otherDice(seed, OWN_DICE);
    this.world = world;
    this.isAsked = Seeds.isSteered(seed) && random.nextInt(4) == 0;
    if (isAsked) {
      world.approval(new ManualApproval(null));
    }
  }

  /** Now and then. */
  void act() {
    if (!isAsked) {
      return;
    }
    if (random.nextInt(40) == 0 && isAboutToReboot()) {
      world.approval(new ManualApproval(null));
      return;
    }
    switch (random.nextInt(250)) {
      case 0, 1, 2, 3, 4, 5 -> approve(world.pool().image());
      case 6 -> approve(Math.max(0, world.pool().image() - 1));
      case 7 -> world.approval(new ManualApproval(null));
      case 8 -> world.approval(null);
      default -> {}
    }
  }

  /** In the end everything is approved. */
  void end() {
    if (isAsked) {
      approve(world.pool().image());
    }
  }

  private boolean isAboutToReboot() {
    return world.slotHolders().stream()
        .anyMatch(node -> node.bootcNode().filter(object -> !object.spec().approved()).isPresent());
  }

  private void approve(int image) {
    world.approval(new ManualApproval(Images.digest(image)));
  }
}
