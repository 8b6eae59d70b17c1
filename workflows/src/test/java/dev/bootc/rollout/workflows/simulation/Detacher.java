package dev.bootc.rollout.workflows.simulation;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Detaches volumes from nodes whose pods have left, where a pool waits for that: sooner or later,
 * or never, since the others are faster. Has dice of its own.
 */
final class Detacher {
  private static final long OWN_DICE = 0x6465_7461_6368L;

  private final SplittableRandom random;
  private final World world;
  private final boolean isThere;

  Detacher(long seed, World world) {
    this.random = Seeds.otherDice(seed, OWN_DICE);
    this.world = world;
    this.isThere = world.pool().drain().volumesDetach() != null;
  }

  /** Now and then. */
  void act() {
    if (isThere && random.nextInt(50) == 0) {
      List<SimulatedNode> nodes = List.copyOf(world.nodes());
      SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
      world.tell(node.name, node.volumes.detach());
    }
  }
}
