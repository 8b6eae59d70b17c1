package dev.bootc.rollout.operator.rollout;

import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.operator.rollout.TemporalRequests.Reached;
import dev.bootc.rollout.operator.temporal.TemporalConnection;
import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** See {@link RolloutGateway}. What it remembers only saves requests: all of it may be lost. */
public final class TemporalRolloutGateway implements RolloutGateway {
  private static final Logger LOG = LoggerFactory.getLogger(TemporalRolloutGateway.class);

  /** How long "it runs" is believed: an emptied Temporal is noticed within this time. */
  private static final Duration BELIEVE = Duration.ofSeconds(5);

  private static final Duration SOON = Duration.ofMillis(200);

  /** A step that waits for the API server holds the task of its run for some seconds. */
  private static final Duration BUSY = Duration.ofSeconds(2);

  /** A run that has just ended may have seen more than the reconciler's cache. */
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private final TemporalRequests requests;
  private final RolloutCalls calls;
  private final StalledRuns stalled;
  private final String clusterPrefix;
  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final RunEndings endings;

  /**
   * What is known of a pool's run.
   *
   * @param followed the target it said it follows; absent when this process did not ask
   * @param runningAt when it was last seen to run
   * @param answer what that look gave
   */
  private record Known(
      String runId, @Nullable RolloutTarget followed, Instant runningAt, FollowAnswer answer) {}

  public TemporalRolloutGateway(TemporalConnection connection, String clusterPrefix, Clock clock) {
    this.requests = new TemporalRequests(connection, clock);
    this.calls =
        new RolloutCalls(connection.promptClient(), connection::searchAttributes, clusterPrefix);
    this.stalled = new StalledRuns(calls, clusterPrefix, clock);
    this.clusterPrefix = clusterPrefix;
    this.endings = new RunEndings(connection.promptClient(), calls::look, clock);
    this.clock = clock;
  }

  /** What a Temporal that is reachable does not do, in words; empty where it does all. */
  public Optional<String> unanswered() {
    return requests.unanswered();
  }

  @Override
  public FollowAnswer follow(RolloutTarget target, @Nullable RolloutStatus status) {
    ReportedRollout reported = new ReportedRollout(status);
    if (reported.isCancelled(target)) {
      return new FollowAnswer.Cancelled();
    }
    Reached<FollowAnswer> reached =
        requests.ask(
            RolloutNames.poolWorkflowId(clusterPrefix, target.pool()),
            () -> {
              boolean asked = reported.follows(target) || saidToFollow(target);
              return asked ? verify(target, reported) : steer(target, reported);
            });
    return switch (reached) {
      case Reached.Answered<FollowAnswer> answered -> answered.answer();
      case Reached.Unprepared<FollowAnswer> _ -> new FollowAnswer.AskAgain(SOON);
      case Reached.Away<FollowAnswer> away ->
          new FollowAnswer.Unreachable(away.since(), away.why());
    };
  }

  private boolean saidToFollow(RolloutTarget target) {
    Known run = known.get(target.pool());
    return run != null && target.equals(run.followed());
  }

  private FollowAnswer verify(RolloutTarget target, ReportedRollout reported) {
    Known run = known.get(target.pool());
    if (run != null
        && !reported.wasLeftBehindBy(run.runId())
        && run.runningAt().plus(BELIEVE).isAfter(clock.instant())) {
      return run.answer();
    }
    return switch (look(target.pool())) {
      case RolloutCalls.Run.Running running -> {
        FollowAnswer answer = judge(target.pool(), running, reported);
        // Another run, of a Temporal that was restored for example, has said nothing yet.
        RolloutTarget followed =
            run != null && run.runId().equals(running.runId()) ? run.followed() : null;
        known.put(target.pool(), new Known(running.runId(), followed, clock.instant(), answer));
        yield answer;
      }
      case RolloutCalls.Run.Closed closed
          when closed.cancelled()
              && reported.isOf(target)
              && !reported.wasLeftBehindBy(closed.runId()) ->
          new FollowAnswer.Cancelled();
      case RolloutCalls.Run.Closed closed
          when !reported.wasLeftBehindBy(closed.runId())
              && closed.at().plus(SETTLE).isAfter(clock.instant()) ->
          new FollowAnswer.AskAgain(SETTLE);
      case RolloutCalls.Run.Closed _, RolloutCalls.Run.None _ -> steer(target, reported);
    };
  }

  private FollowAnswer judge(String pool, RolloutCalls.Run.Running run, ReportedRollout reported) {
    return stalled
        .of(pool, run)
        .or(() -> stalled.ofNodes(pool, reported))
        .or(() -> stalled.ofIdle(pool, run))
        .orElseGet(FollowAnswer.Followed::new);
  }

  private FollowAnswer steer(RolloutTarget target, ReportedRollout reported) {
    known.remove(target.pool());
    try {
      RolloutCalls.Steered steered = calls.steer(target, reported.pauseBySignal().orElse(null));
      LOG.atInfo()
          .addKeyValue("pool", target.pool())
          .addKeyValue("generation", target.generation())
          .addKeyValue("digest", target.digest().shortText())
          .addKeyValue("answer", steered.answer())
          .log("rollout steered");
      return switch (steered.answer()) {
        case FOLLOWED -> {
          FollowAnswer followed = new FollowAnswer.Followed();
          known.put(target.pool(), new Known(steered.runId(), target, clock.instant(), followed));
          yield followed;
        }
        case SUPERSEDED, ENDING -> new FollowAnswer.AskAgain(SOON);
      };
    } catch (WorkflowUpdateException refused) {
      return refused(target, reported, refused);
    } catch (RuntimeException unanswered) {
      return whyNoAnswer(target.pool()).orElseThrow(() -> unanswered);
    }
  }

  /** A run whose tasks fail answers nobody, and one that a worker is at answers later. */
  private Optional<FollowAnswer> whyNoAnswer(String pool) {
    if (!(look(pool) instanceof RolloutCalls.Run.Running running)) {
      return Optional.empty();
    }
    return stalled
        .of(pool, running)
        .or(() -> running.busy() ? Optional.of(new FollowAnswer.AskAgain(BUSY)) : Optional.empty());
  }

  private RolloutCalls.Run look(String pool) {
    return calls.look(RolloutNames.poolWorkflowId(clusterPrefix, pool));
  }

  /** A pool that was deleted and made again begins anew at generation 1; its old run must go. */
  private FollowAnswer refused(
      RolloutTarget target, ReportedRollout reported, WorkflowUpdateException refused) {
    String why = TemporalRequests.rootMessage(refused);
    LOG.atWarn()
        .addKeyValue("pool", target.pool())
        .addKeyValue("why", why)
        .log("rollout refuses the target");
    if (isOfAnotherPool(refused) || !isOfAnEarlierPool(reported.status(), target)) {
      return new FollowAnswer.Refused(why);
    }
    endings.end(
        RolloutNames.poolWorkflowId(clusterPrefix, target.pool()),
        "the pool of this rollout was deleted and made again");
    return new FollowAnswer.AskAgain(SOON);
  }

  /** It may be another cluster's, and then it is not ours to end. */
  private static boolean isOfAnotherPool(WorkflowUpdateException refused) {
    return refused.getCause() instanceof ApplicationFailure failure
        && failure.getType().equals(RolloutTarget.OfAnotherPool.class.getName());
  }

  /** The generation of a pool never falls: a status ahead of it was written for another. */
  private static boolean isOfAnEarlierPool(@Nullable RolloutStatus status, RolloutTarget target) {
    return status == null
        || (status.generation() != null && status.generation() > target.generation());
  }

  @Override
  public EndAnswer cancelRun(String pool, String runId, String byAndWhy) {
    String workflowId = RolloutNames.poolWorkflowId(clusterPrefix, pool);
    return end(workflowId, () -> endings.end(workflowId, runId, byAndWhy));
  }

  @Override
  public EndAnswer endRollout(String pool) {
    known.remove(pool);
    String workflowId = RolloutNames.poolWorkflowId(clusterPrefix, pool);
    return end(workflowId, () -> endings.end(workflowId, "pool " + pool + " is deleted"));
  }

  @Override
  public EndAnswer endNodeUpdate(String pool, String node) {
    String workflowId = RolloutNames.nodeWorkflowId(clusterPrefix, pool, node);
    return end(workflowId, () -> endings.end(workflowId, "node " + node + " leaves pool " + pool));
  }

  private EndAnswer end(String workflowId, Supplier<EndAnswer> tell) {
    return switch (requests.ask(workflowId, tell)) {
      case Reached.Answered<EndAnswer> answered -> answered.answer();
      case Reached.Unprepared<EndAnswer> _ -> EndAnswer.UNDER_WAY;
      case Reached.Away<EndAnswer> _ -> EndAnswer.UNREACHABLE;
    };
  }
}
