package dev.bootc.rollout.workflows.simulation;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Whoever wants another attempt of nodes that failed, or a cancelled rollout to go on. Has dice of
 * their own.
 */
final class Retrier {
  private static final long OWN_DICE = 0x4E74A1E4L;

  private final SplittableRandom random;
  private final Cluster cluster;
  private final boolean isThere;

  Retrier(long seed, Cluster cluster) {
    this.random = Seeds.otherDice(seed, OWN_DICE);
    this.cluster = cluster;
    this.isThere = Seeds.isSteered(seed) && random.nextInt(3) == 0;
  }

  /** Now and then. */
  void act() {
    if (!isThere) {
      return;
    }
    switch (random.nextInt(120)) {
      case 0, 1 -> tryAgain();
      case 2 -> resume();
      default -> {}
    }
  }

  private void tryAgain() {
    List<SimulatedNode> failed =
        cluster.world.nodes().stream().filter(SimulatedNode::hasFailed).toList();
    if (!failed.isEmpty()) {
      SimulatedNode node = failed.get(random.nextInt(failed.size()));
      cluster.world.tell(node.name, "is to be tried again");
      node.tryAgain();
    }
  }

  private void resume() {
    if (cluster.operator.isCancelled()) {
      cluster.world.sayResumed();
      cluster.operator.goOnWithWhatWasCancelled();
    }
  }
}
