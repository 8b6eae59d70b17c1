package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StagingTurns;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Asks the planner by this process's own view whose turn it is to stage. */
final class NextToStage {
  private final NodesOfPools nodes;
  private final Neighbourhood neighbourhood;

  NextToStage(NodesOfPools nodes, Neighbourhood neighbourhood) {
    this.nodes = nodes;
    this.neighbourhood = neighbourhood;
  }

  /** Names, the first to stage first. */
  List<String> of(RolloutTarget target, Instant now) {
    NodesOfPool.Seen seen = nodes.look(target.pool());
    PoolView view =
        new PoolView(
            target,
            seen.views(),
            Set.of(),
            null,
            neighbourhood.of(target.pool(), seen, target.image()));
    return StagingTurns.of(view, now);
  }
}
