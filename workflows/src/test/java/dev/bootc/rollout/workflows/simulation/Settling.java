package dev.bootc.rollout.workflows.simulation;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Ends a cancelled rollout, one request at a time: tells those whom it knows to end, then those who
 * hold a slot, and says so. It may die in the middle, and begins anew.
 */
final class Settling {
  private final World world;
  private final Engine engine;
  private final Updates updates;
  private final List<String> known;
  private final long generation;
  private final Deque<String> toTell;
  private List<String> holders = List.of();
  private Stage stage = Stage.TELLS_KNOWN;

  private enum Stage {
    TELLS_KNOWN,
    TELLS_HOLDERS,
    OVER
  }

  /**
   * About to begin.
   *
   * @param known whom the rollout has started, and whom a cache shows in a slot
   */
  Settling(World world, Engine engine, Updates updates, Collection<String> known) {
    this.world = world;
    this.engine = engine;
    this.updates = updates;
    this.known = List.copyOf(known);
    this.generation = world.pool().generation();
    this.toTell = new ArrayDeque<>(known);
  }

  boolean isOver() {
    return stage == Stage.OVER;
  }

  /** Of the pool that was cancelled. */
  long generation() {
    return generation;
  }

  void crash() {
    stage = Stage.TELLS_KNOWN;
    toTell.clear();
    toTell.addAll(known);
  }

  void step() {
    String node = toTell.poll();
    if (node != null) {
      updates.cancel(node);
    } else if (stage == Stage.TELLS_KNOWN) {
      stage = Stage.TELLS_HOLDERS;
      holders = world.slotHolders().stream().map(holder -> holder.name).toList();
      if (!engine.slips(Slip.CANCELS_BY_A_CACHE)) {
        toTell.addAll(holders);
      }
    } else if (stage == Stage.TELLS_HOLDERS) {
      stage = Stage.OVER;
      holders.forEach(this::mustHaveBeenTold);
      world.sayCancelled(generation, !engine.slips(Slip.SAYS_NOTHING_OF_A_CANCEL));
    }
  }

  private void mustHaveBeenTold(String node) {
    Invariant.CANCEL.check(
        updates.of(node).filter(run -> !run.isCancelled() && !run.wasUnplanned()).isEmpty(),
        node + " held a slot, and was not told to end");
  }
}
