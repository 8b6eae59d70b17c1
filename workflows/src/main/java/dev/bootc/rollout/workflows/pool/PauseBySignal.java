package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.ShortSteps;
import dev.bootc.rollout.workflows.plan.Pause;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The pause that somebody sent to a run. It holds at once; who sent it is known a moment later. */
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

  /** The first reason stays. */
  void begin(String reason, Instant since) {
    if (pause != null) {
      return;
    }
    set(new Pause("signal", reason, since));
    String sender = lookUpSender();
    if (pause != null && pause.since().equals(since)) {
      set(new Pause("signal of " + sender, reason, since));
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
