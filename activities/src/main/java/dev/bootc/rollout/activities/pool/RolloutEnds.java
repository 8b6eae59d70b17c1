package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.plan.PoolView;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutPlanner;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a rollout that is said to have ended has, by what is seen of its pool. */
final class RolloutEnds {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutEnds.class);

  /** A process that is behind sees an end a moment later than the one that planned it. */
  private static final int LOOKS = 3;

  private final ClusterCache cluster;
  private final NodesOfPools nodes;
  private final Neighbourhood neighbourhood;
  private final Clock clock;

  RolloutEnds(ClusterCache cluster, NodesOfPools nodes, Neighbourhood neighbourhood, Clock clock) {
    this.cluster = cluster;
    this.nodes = nodes;
    this.neighbourhood = neighbourhood;
    this.clock = clock;
  }

  /**
   * Looks.
   *
   * @param attempt of the step that is about to write it down
   * @return false where nothing is to be written: the pool is gone, or another run goes on
   * @throws IllegalStateException where it is worth another look
   */
  boolean isSo(RolloutTarget target, Report last, int attempt) {
    boolean there =
        cluster
            .pool(target.pool())
            .filter(pool -> target.poolUid().equals(pool.getMetadata().getUid()))
            .isPresent();
    if (!last.phase().isEnd()) {
      return false;
    }
    boolean everyNodeRunsIt =
        last.phase() == RolloutPhase.COMPLETED || last.phase() == RolloutPhase.ROLLED_BACK;
    if (!there || !everyNodeRunsIt || isComplete(target)) {
      return there;
    }
    if (attempt < LOOKS) {
      throw new IllegalStateException("not every node is seen to be updated yet");
    }
    LOG.atWarn()
        .addKeyValue("pool", target.pool())
        .addKeyValue("digest", target.digest().shortText())
        .log("a rollout is said to be completed, and is not; the next run goes on");
    return false;
  }

  private boolean isComplete(RolloutTarget target) {
    PoolView seen =
        new PoolObservation(nodes, target.pool(), Set.of(), neighbourhood).look(target, null);
    return RolloutPlanner.decide(seen, Instant.now(clock)).isComplete();
  }
}
