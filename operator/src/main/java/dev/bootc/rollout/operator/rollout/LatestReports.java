package dev.bootc.rollout.operator.rollout;

import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Begins a run by the last word of the one before: that it is paused by signal, or no more, is kept
 * in the pool's status only, and a cache may not show yet what was written a moment ago.
 */
public final class LatestReports implements RolloutGateway {
  private final RolloutGateway rollouts;
  private final Function<String, Optional<RolloutStatus>> latest;

  /**
   * Asks only where a run may have to be started.
   *
   * @param latest what is reported of a pool's rollout, by the API server itself
   */
  public LatestReports(RolloutGateway rollouts, Function<String, Optional<RolloutStatus>> latest) {
    this.rollouts = rollouts;
    this.latest = latest;
  }

  @Override
  public FollowAnswer follow(RolloutTarget target, @Nullable RolloutStatus reported) {
    boolean runs = new ReportedRollout(reported).follows(target);
    return rollouts.follow(target, runs ? reported : latest.apply(target.pool()).orElse(null));
  }

  @Override
  public EndAnswer cancelRun(String pool, String runId, String byAndWhy) {
    return rollouts.cancelRun(pool, runId, byAndWhy);
  }

  @Override
  public EndAnswer endRollout(String pool) {
    return rollouts.endRollout(pool);
  }

  @Override
  public EndAnswer endNodeUpdate(String pool, String node) {
    return rollouts.endNodeUpdate(pool, node);
  }
}
