package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.Searchability;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a run shows of itself in Temporal: its phase and what is in its way in the list, its board
 * on its page.
 */
final class RunDisplay {
  private final Instant startedAt;
  private final Supplier<@Nullable String> toldLast;
  private @Nullable Report shown;

  RunDisplay(Instant startedAt, Supplier<@Nullable String> toldLast) {
    this.startedAt = startedAt;
    this.toldLast = toldLast;
  }

  /** What was shown last; absent at the beginning. */
  @Nullable Report report() {
    return shown;
  }

  RolloutPhase phase() {
    return shown == null ? RolloutPhase.STAGING : shown.phase();
  }

  void show(RolloutTarget target, Report report) {
    if (shown == null || shown.phase() != report.phase()) {
      showPhase(report.phase());
    }
    showInTheWay(report.weightiest().orElse(RolloutNames.NOTHING));
    shown = report;
    Workflow.setCurrentDetails(RolloutBoard.render(target, startedAt, report, toldLast.get()));
  }

  /**
   * The end of a run. The board of one that came to its own end is the last that was planned.
   *
   * @param successor what took over; absent where nothing did
   */
  void showEnd(
      RolloutTarget target, RolloutPhase phase, String message, @Nullable RolloutTarget successor) {
    showPhase(phase);
    if (shown == null || shown.phase() != phase) {
      showLast(target, phase, message, successor);
    }
  }

  /** The last board of a run that somebody ended: nothing is awaited any more. */
  void showLast(
      RolloutTarget target, RolloutPhase phase, String message, @Nullable RolloutTarget successor) {
    Report last = Report.last(phase, message, null);
    // Where nothing took over, what was in flight is not any more.
    Report counted = shown == null || successor == null ? last : last.counting(shown.counts());
    Workflow.setCurrentDetails(
        RolloutBoard.render(target, startedAt, counted, toldLast.get())
            + RolloutBoard.successor(successor));
  }

  /** What the list says already is known from there, also of the run that this one continues. */
  private static void showInTheWay(String kind) {
    String said = Workflow.getTypedSearchAttributes().get(RolloutNames.BLOCKED_BY);
    if (!kind.equals(said) && Searchability.saysWhatIsInTheWay()) {
      Workflow.upsertTypedSearchAttributes(RolloutNames.BLOCKED_BY.valueSet(kind));
    }
  }

  private static void showPhase(RolloutPhase phase) {
    if (Searchability.ofThisRun()) {
      Workflow.upsertTypedSearchAttributes(RolloutNames.PHASE.valueSet(phase.text()));
    }
  }
}
