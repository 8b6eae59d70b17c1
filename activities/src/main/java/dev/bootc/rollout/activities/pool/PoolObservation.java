package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.Surroundings;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pool as the informers show it to one who plans for it. For one thread. */
final class PoolObservation {
  private final NodesOfPools nodes;
  private final String pool;
  private final Set<String> started;
  private final Neighbourhood neighbourhood;
  private @Nullable Looked latest;

  private record Looked(NodesOfPool.Seen seen, PoolView view) {}

  /**
   * @param started nodes that were started and whose end has not been seen yet
   */
  PoolObservation(
      NodesOfPools nodes, String pool, Set<String> started, Neighbourhood neighbourhood) {
    this.nodes = nodes;
    this.pool = pool;
    this.started = started;
    this.neighbourhood = neighbourhood;
  }

  /** The same object as last time, if nothing that is planned with has changed. */
  @SuppressWarnings("ReferenceEquality") // unchanged nodes are the same object
  PoolView look(RolloutTarget target, @Nullable Pause pause) {
    Looked before = latest;
    NodesOfPool.Seen seen = nodes.look(pool);
    Surroundings surroundings = neighbourhood.of(pool, seen, target.image());
    if (before != null
        && before.seen() == seen
        && before.view().surroundings().equals(surroundings)
        && before.view().target().equals(target)
        && Objects.equals(before.view().pause(), pause)) {
      return before.view();
    }
    PoolView now = new PoolView(target, seen.views(), started, pause, surroundings);
    latest = new Looked(seen, now);
    return now;
  }
}
