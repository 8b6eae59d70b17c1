package dev.bootc.rollout.workflows.simulation;

import java.util.SplittableRandom;

/**
 * Whoever finds an image bad though nothing failed, says so of the one that is asked for or of
 * another, and wants it after all now and then. Has dice of their own.
 */
final class Doubter {
  private static final long OWN_DICE = 0x00D0_15BAL;

  private final SplittableRandom random;
  private final Cluster cluster;
  private final boolean isThere;

  Doubter(long seed, Cluster cluster) {
    this.random = Seeds.otherDice(seed, OWN_DICE);
    this.cluster = cluster;
    this.isThere = Seeds.isSteered(seed) && random.nextInt(4) == 0;
  }

  /** Now and then. */
  void act() {
    if (!isThere || cluster.operator.isCancelled()) {
      return;
    }
    World world = cluster.world;
    int asked = world.pool().image();
    String why = random.nextBoolean() ? " bad" : " worse";
    switch (random.nextInt(400)) {
      case 0, 1, 2 -> world.sayUndo(Images.digest(asked), why);
      case 3 -> world.sayUndo(Images.digest(Math.max(0, asked - 1 + random.nextInt(3))), why);
      case 4, 5, 6 -> world.tryAgain();
      case 7 -> world.edit(Math.max(1, asked - 1));
      default -> {}
    }
  }
}
