package dev.bootc.rollout.operator.rollout;

import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.operator.rollout.RolloutCalls.Run;
import dev.bootc.rollout.operator.temporal.WorkerIdentity;
import dev.bootc.rollout.workflows.RolloutNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the runs of a pool that cannot go on: workers take their tasks and fail, again and again,
 * which nobody but Temporal would tell. Runs of nodes are asked for in turns, a few at a time, and
 * only those of nodes that have held their slot for a while.
 */
final class StalledRuns {
  /** A worker that was killed has failed a task, too. */
  private static final int ATTEMPTS = 3;

  private static final Duration FAILING_FOR = Duration.ofSeconds(10);

  /** A worker of ours that is not too busy takes an activity at once. */
  private static final Duration TAKEN_WITHIN = Duration.ofSeconds(20);

  private static final Duration MOVES_WITHIN = Duration.ofSeconds(30);
  private static final int AT_A_TIME = 10;

  private final RolloutCalls calls;
  private final String clusterPrefix;
  private final Clock clock;
  private final Map<String, Turn> turns = new ConcurrentHashMap<>();

  /** By pool: its run, which waits for nothing, and since when that is seen. */
  private final Map<String, Idle> idle = new ConcurrentHashMap<>();

  /** Whose turn it was last, and which nodes stood still then. */
  private record Turn(int next, Set<String> stalled) {}

  private record Idle(String runId, Instant since) {}

  StalledRuns(RolloutCalls calls, String clusterPrefix, Clock clock) {
    this.calls = calls;
    this.clusterPrefix = clusterPrefix;
    this.clock = clock;
  }

  /** What is to be said of the pool's run. */
  Optional<FollowAnswer> of(String pool, Run.Running run) {
    return judge(RolloutNames.poolWorkflowId(clusterPrefix, pool), run);
  }

  /** The same of a run that does nothing at all: the weakest sign, so it is asked for last. */
  Optional<FollowAnswer> ofIdle(String pool, Run.Running run) {
    String workflowId = RolloutNames.poolWorkflowId(clusterPrefix, pool);
    return idlesSince(pool, run)
        .map(since -> unattended(workflowId, "it waits for nothing since " + since));
  }

  /** A run of ours always waits for a plan, unless it is about to do something. */
  private Optional<Instant> idlesSince(String pool, Run.Running run) {
    if (!run.isIdle()) {
      idle.remove(pool);
      return Optional.empty();
    }
    Idle now = new Idle(run.runId(), clock.instant());
    Idle before =
        idle.merge(pool, now, (old, same) -> old.runId().equals(same.runId()) ? old : same);
    return Optional.of(before.since()).filter(this::isOverdue);
  }

  private boolean isOverdue(Instant since) {
    return since.plus(TAKEN_WITHIN).isBefore(clock.instant());
  }

  /** What is to be said of the runs of its nodes. */
  Optional<FollowAnswer> ofNodes(String pool, ReportedRollout reported) {
    List<String> slow = slowNodes(reported);
    Turn last = turns.getOrDefault(pool, new Turn(0, Set.of()));
    Set<String> asked = new LinkedHashSet<>(last.stalled());
    asked.retainAll(slow);
    int begin = slow.isEmpty() ? 0 : last.next() % slow.size();
    for (int i = 0; i < Math.min(AT_A_TIME, slow.size()); i++) {
      asked.add(slow.get((begin + i) % slow.size()));
    }
    Set<String> stalled = new LinkedHashSet<>();
    List<FollowAnswer> answers = new ArrayList<>();
    for (String node : asked) {
      String workflowId = RolloutNames.nodeWorkflowId(clusterPrefix, pool, node);
      if (calls.look(workflowId) instanceof Run.Running run) {
        judge(workflowId, run)
            .ifPresent(answer -> {
              stalled.add(node);
              answers.add(answer);
            });
      }
      if (stalled.size() == AT_A_TIME) {
        break;
      }
    }
    turns.put(pool, new Turn(begin + AT_A_TIME, stalled));
    return answers.stream().findFirst();
  }

  private List<String> slowNodes(ReportedRollout reported) {
    return reported.inFlight().stream()
        .filter(node -> node.since() == null || isBefore(node.since(), MOVES_WITHIN))
        .map(RolloutStatus.NodeProgress::node)
        .toList();
  }

  private Optional<FollowAnswer> judge(String workflowId, Run.Running run) {
    return tasksFail(workflowId, run)
        ? Optional.of(stalled(workflowId, run))
        : run.waits().stream()
            .flatMap(wait -> problem(wait).stream())
            .map(what -> unattended(workflowId, what))
            .findFirst();
  }

  /**
   * Those that a worker itself failed are known at once, those that nobody answered for are not.
   */
  private boolean tasksFail(String workflowId, Run.Running run) {
    return run.attempts() > 1
        && ((run.attempts() >= ATTEMPTS
                && run.taskSince().plus(FAILING_FOR).isBefore(clock.instant()))
            || calls.workersFailAtTasksOf(workflowId, run.runId()));
  }

  /** What is wrong with who carries out an activity. */
  private Optional<String> problem(RolloutCalls.Wait wait) {
    if (!isOverdue(wait.since()) || WorkerIdentity.isOurs(wait.worker())) {
      return Optional.empty();
    }
    return Optional.of(
        wait.worker().isEmpty()
            ? "no worker takes %s, due since %s".formatted(wait.activity(), wait.since())
            : "%s is held since %s by worker %s, which is no operator"
                .formatted(wait.activity(), wait.since(), wait.worker()));
  }

  private static FollowAnswer unattended(String workflowId, String what) {
    return new FollowAnswer.Stalled(
        workflowId,
        FollowAnswer.Stalled.Cause.NOBODY_CARRIES_IT_OUT,
        ("workflow %s: %s. See to it that nothing but this operator reaches Temporal's port, and"
                + " that an operator runs; then end it with temporal workflow terminate"
                + " --workflow-id %s: the rollout goes on from what the cluster shows")
            .formatted(workflowId, what, workflowId));
  }

  /** A time that a human has edited says nothing, and then it is better to ask. */
  private boolean isBefore(String since, Duration ago) {
    return WrittenTime.read(since)
        .map(time -> time.plus(ago).isBefore(clock.instant()))
        .orElse(true);
  }

  private static FollowAnswer stalled(String workflowId, Run.Running run) {
    return new FollowAnswer.Stalled(
        workflowId,
        FollowAnswer.Stalled.Cause.TASKS_FAIL,
        ("the tasks of workflow %s fail since %s: temporal workflow describe --workflow-id %s says"
                + " why. Let all replicas of the operator run one version and restart them; if it"
                + " still fails, end it with temporal workflow terminate --workflow-id %s: the"
                + " rollout goes on from what the cluster shows")
            .formatted(workflowId, run.taskSince(), workflowId, workflowId));
  }
}
