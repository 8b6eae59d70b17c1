package dev.bootc.rollout.agent.plan;

import java.util.Optional;

/**
 * What to do, and what to say before doing it.
 *
 * @param action the next step
 * @param report what the status shall say; empty leaves it as it is
 */
public record Decision(Action action, Optional<Report> report) {
  static Decision of(Action action, Report report) {
    return new Decision(action, Optional.of(report));
  }

  static Decision silent(Action action) {
    return new Decision(action, Optional.empty());
  }

  /** Waits for the next attempt, saying what failed. */
  static Decision waitForRetry(Memory.Failure failure, Report report) {
    return waitForRetry(failure, report, "");
  }

  /**
   * As {@link #waitForRetry(Memory.Failure, Report)}.
   *
   * @param remark at the end of the message
   */
  static Decision waitForRetry(Memory.Failure failure, Report report, String remark) {
    return of(
        new Action.Wait(failure.retryAt()),
        new Report(
            report.phase(),
            "attempt %d failed, the next is at %s%s"
                .formatted(failure.count(), failure.retryAt(), remark),
            Optional.of(failure.message()),
            report.images()));
  }
}
