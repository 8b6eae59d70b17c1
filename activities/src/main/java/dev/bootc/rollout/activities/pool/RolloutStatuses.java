package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PlanRequest;
import io.temporal.activity.ActivityInfo;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes {@code status.rollout} of a report: the one place that does. */
final class RolloutStatuses {
  private RolloutStatuses() {}

  /**
   * While it runs. The pause by signal comes first: it is kept nowhere else, while the field is
   * kept in the spec. The message names both.
   */
  static RolloutStatus of(PlanRequest request, Report report, ActivityInfo run) {
    Pause pause = request.pause() != null ? request.pause() : report.pause();
    String told = request.word() == null ? "" : "; told last: " + request.word();
    return of(
        request.target(),
        report,
        report.message() + told,
        pause,
        request.rolloutStartedAt().toString(),
        run);
  }

  /**
   * The same, with what only earlier reports of the same rollout say: when it began, for one that
   * is over, and which runs went before, for one whose history became too long.
   *
   * @param before what the pool says; absent before its first rollout
   */
  static RolloutStatus following(@Nullable RolloutStatus before, RolloutStatus now) {
    if (before == null || !isOfTheSame(before, now)) {
      return now;
    }
    String last = before.runId();
    List<String> earlier = new ArrayList<>(before.earlierRuns());
    if (last != null && !last.equals(now.runId())) {
      earlier.addFirst(last);
    }
    return now.begun(before.startedAt(), earlier);
  }

  /** Whether what a pool says is about that very rollout already. */
  static boolean isOfTheSame(RolloutStatus before, RolloutStatus now) {
    if (before.startedAt() == null || !Objects.equals(before.workflowId(), now.workflowId())) {
      return false;
    }
    return now.startedAt() == null
        ? isOpenOrOf(before, now.runId()) && Objects.equals(before.digest(), now.digest())
        : before.startedAt().equals(now.startedAt());
  }

  /** What is over is another rollout, unless its last word is said again. */
  private static boolean isOpenOrOf(RolloutStatus before, @Nullable String run) {
    return Objects.equals(before.runId(), run)
        || RolloutPhase.of(before.phase()).filter(phase -> !phase.isEnd()).isPresent();
  }

  /** Once it is over. */
  static RolloutStatus ofEnd(RolloutTarget target, Report last, ActivityInfo run) {
    return of(target, last, last.message(), last.pause(), null, run);
  }

  private static RolloutStatus of(
      RolloutTarget target,
      Report report,
      String message,
      @Nullable Pause pause,
      @Nullable String startedAt,
      ActivityInfo run) {
    return new RolloutStatus(
        report.phase().text(),
        target.digest().text(),
        target.generation(),
        run.getWorkflowId(),
        run.getWorkflowRunId(),
        startedAt,
        message,
        pause == null ? null : pause.by(),
        pause == null ? null : pause.reason(),
        pause == null ? null : pause.since().toString(),
        report.inFlight(),
        report.waiting(),
        report.failed(),
        report.blockedBy().stream().filter(entry -> !entry.isOfTheOperator()).toList(),
        report.digestFailed() ? Boolean.TRUE : null,
        report.estimatedEnd() == null
            ? null
            : report.estimatedEnd().truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
