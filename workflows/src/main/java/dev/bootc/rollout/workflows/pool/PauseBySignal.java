package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.ShortSteps;
import dev.bootc.rollout.workflows.plan.Pause;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pause that somebody sent to a run, by signal or update. It holds at once; who sent it is
 * known a moment later.
 */
final class PauseBySignal {
  private final ShortSteps<PoolStepActivities> steps;
  private final Runnable changed;
  private @Nullable Pause pause;

  PauseBySignal(
      @Nullable Pause fromBefore, ShortSteps<PoolStepActivities> steps, Runnable changed) {
    this.pause = fromBefore;
    this.steps = steps;
    this.changed = changed;
  }

  @Nullable Pause get() {
    return pause;
  }

  /** By signal; the first reason stays. */
  void begin(String reason, Instant since) {
    begin("signal", reason, since, () -> "signal of " + lookUpSender());
  }

  /**
   * The first reason stays.
   *
   * @param by what it is by until that is known
   */
  void begin(String by, String reason, Instant since, Supplier<String> sender) {
    if (pause != null) {
      return;
    }
    set(new Pause(by, reason, since));
    String known = sender.get();
    if (pause != null && pause.since().equals(since)) {
      set(new Pause(known, reason, since));
    }
  }

  void end() {
    if (pause != null) {
      set(null);
    }
  }

  private void set(@Nullable Pause now) {
    pause = now;
    changed.run();
  }

  private String lookUpSender() {
    WorkflowInfo run = Workflow.getInfo();
    return steps
        .tryToAsk(step -> step.senderOfSignal(run.getWorkflowId(), run.getRunId(), "pause"))
        .orElse("an unknown sender");
  }
}
