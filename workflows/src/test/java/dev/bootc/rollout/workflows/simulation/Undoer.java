package dev.bootc.rollout.workflows.simulation;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Whoever wants failed rollouts undone, and wants one tried again now and then. In such a pool more
 * nodes fail, and Temporal forgets more, than elsewhere. Has dice of their own.
 */
final class Undoer {
  private static final long OWN_DICE = 0x00D0_E5L;

  private final SplittableRandom random;
  private final Cluster cluster;
  private final boolean isThere;

  Undoer(long seed, Cluster cluster) {
    this.random = Seeds.otherDice(seed, OWN_DICE);
    this.cluster = cluster;
    this.isThere = Seeds.isSteered(seed) && random.nextInt(4) == 0;
    if (isThere) {
      cluster.world.ask(cluster.world.pool().options().with(SimulatedUndo.ASKED));
    }
  }

  /** Now and then. */
  void act() {
    if (!isThere) {
      return;
    }
    boolean goesBack = cluster.world.pool().wayBack().isPresent();
    switch (random.nextInt(600)) {
      case 0 -> cluster.world.tryAgain();
      case 1, 2, 3 -> anyNode().host.fallIll(Ailment.ROLLS_BACK_SILENTLY);
      case 4, 5, 6 -> anyNode().host.fallIll(Ailment.STAYS_DOWN);
      case 7, 8, 9 -> anyNode().host.heal();
      case 10, 11, 12, 13, 14, 15 -> {
        if (goesBack) {
          cluster.operator.terminateRollout();
        }
      }
      default -> {}
    }
  }

  private SimulatedNode anyNode() {
    List<SimulatedNode> nodes = List.copyOf(cluster.world.nodes());
    return nodes.get(random.nextInt(nodes.size()));
  }
}
