package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One activity that gives nodes their turn to stage: marks the first of them, waits until its own
 * watch shows that, and then finds out who is next.
 */
final class StagingRound {
  private final World world;
  private final Engine engine;
  private final Worker worker;
  private final RolloutTarget target;
  private @Nullable String first;
  private @Nullable BootcNodeObject marked;

  StagingRound(World world, Engine engine, Worker worker, RolloutTarget target) {
    this.world = world;
    this.engine = engine;
    this.worker = worker;
    this.target = target;
  }

  /** Those whose turn it is, once that is known. */
  Optional<List<String>> step() {
    if (!worker.pool().target().image().equals(target.image())) {
      return Optional.of(List.of());
    }
    if (first == null) {
      List<String> next = next();
      if (next.isEmpty() || engine.slips(Slip.COUNTS_BEFORE_ITS_TURN_IS_SEEN)) {
        return Optional.of(next);
      }
      first = next.getFirst();
      marked = world.node(first).flatMap(SimulatedNode::markTurn).orElse(null);
      return Optional.empty();
    }
    return marked == null || worker.seesAllUpTo(first, marked)
        ? Optional.of(next())
        : Optional.empty();
  }

  private List<String> next() {
    PoolView view =
        new PoolView(
            worker.pool().as(target), worker.views(), Set.of(), null, worker.surroundings());
    return engine.turns(view, world.now());
  }
}
