package dev.bootc.rollout.workflows.simulation;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The rollout of another pool under the limit that all pools share: marks a slot, counts once that
 * is seen, and goes on or gives back. Has dice of its own.
 */
final class OtherRollout {
  private final SplittableRandom random;
  private final Cluster cluster;
  private final OtherPool pool;
  private final boolean isThere;

  OtherRollout(long seed, Cluster cluster) {
    this.random = Seeds.otherDice(seed, 0x07E4_5L);
    this.cluster = cluster;
    this.pool = cluster.world.otherPool();
    this.isThere = pool.most() < Integer.MAX_VALUE;
  }

  /** Now and then. */
  void act() {
    if (!isThere) {
      return;
    }
    String name = OtherPool.NODES.get(random.nextInt(OtherPool.NODES.size()));
    boolean marked = pool.marked().containsKey(name);
    boolean holds = pool.holders().contains(name);
    switch (random.nextInt(40)) {
      case 0, 1 -> {
        if (!marked) {
          pool.mark(name, cluster.world.now());
        }
      }
      case 2, 3, 4, 5, 6, 7 -> {
        if (marked && !holds) {
          count(name);
        }
      }
      case 8, 9, 10 -> {
        if (holds) {
          pool.free(name);
        }
      }
      case 11, 12, 13, 14 -> cluster.workers.get(random.nextInt(2)).deliverOthers();
      default -> {}
    }
  }

  /** It has seen at least what was marked before it has marked. */
  private void count(String name) {
    Instant seen =
        random.nextBoolean() ? cluster.world.now() : pool.marked().getOrDefault(name, Instant.MIN);
    long others =
        cluster.world.slotHolders().stream()
            .flatMap(node -> node.bootcNode().map(BootcNodeObject::slot).stream())
            .filter(slot -> !slot.since().isAfter(seen))
            .count();
    List<String> own = pool.markedUpTo(seen);
    if (others + own.size() > pool.most()) {
      pool.free(name);
    } else {
      pool.goesOn(name, cluster.world.now());
    }
  }
}
