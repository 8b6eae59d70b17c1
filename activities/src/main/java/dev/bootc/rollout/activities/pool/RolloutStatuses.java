package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PlanRequest;
import io.temporal.activity.ActivityInfo;
import java.time.temporal.ChronoUnit;
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
