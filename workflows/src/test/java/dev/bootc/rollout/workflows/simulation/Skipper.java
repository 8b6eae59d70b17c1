package dev.bootc.rollout.workflows.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** Whoever leaves nodes out of a rollout, and takes that back. Has dice of their own. */
final class Skipper {
  private static final long OWN_DICE = 0x51C1BBE2L;

  private final SplittableRandom random;
  private final World world;
  private final boolean isThere;

  Skipper(long seed, World world) {
    this.random = Seeds.otherDice(seed, OWN_DICE);
    this.world = world;
    this.isThere = Seeds.isSteered(seed) && random.nextInt(4) == 0;
  }

  /** Now and then. */
  void act() {
    if (!isThere) {
      return;
    }
    switch (random.nextInt(200)) {
      case 0, 1 -> skip(any(List.copyOf(world.nodes())));
      case 2 -> world.slotHolders().stream().findFirst().ifPresent(this::skip);
      case 3, 4, 5 -> unskip(any(List.copyOf(world.nodes())));
      default -> {}
    }
  }

  private void skip(SimulatedNode node) {
    world.tell(node.name, "is skipped");
    node.skip(Images.digest(world.pool().image()));
  }

  private void unskip(SimulatedNode node) {
    if (node.bootcNode().filter(object -> object.marks().skipped() != null).isPresent()) {
      world.tell(node.name, "is not skipped any more");
      node.skip(null);
    }
  }

  private SimulatedNode any(List<SimulatedNode> nodes) {
    return nodes.get(random.nextInt(nodes.size()));
  }
}
