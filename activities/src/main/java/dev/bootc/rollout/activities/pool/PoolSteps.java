package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PoolStepActivities;
import dev.bootc.rollout.workflows.verb.VerbAnswer;
import dev.bootc.rollout.workflows.verb.VerbOrder;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import java.util.List;
import java.util.Objects;

/** See {@link PoolStepActivities}. */
public final class PoolSteps implements PoolStepActivities {
  private final NodeUpdateStarts starts;
  private final Speakers speakers;
  private final SignalHistory signals;
  private final RolloutEnds ends;
  private final VerbSteps verbs;

  PoolSteps(
      NodeUpdateStarts starts,
      Speakers speakers,
      SignalHistory signals,
      RolloutEnds ends,
      VerbSteps verbs) {
    this.starts = starts;
    this.speakers = speakers;
    this.signals = signals;
    this.ends = ends;
    this.verbs = verbs;
  }

  @Override
  public List<String> startUpdates(
      RolloutTarget target, List<NodeUpdateInput> updates, boolean searchable) {
    return starts.start(target, updates, searchable, run());
  }

  @Override
  public void recordEnd(RolloutTarget target, Report last) {
    if (ends.isSo(target, last, run().getAttempt())) {
      speakers.lastWord(target.pool(), run(), RolloutStatuses.ofEnd(target, last, run()));
    }
  }

  @Override
  public String senderOfSignal(String workflowId, String runId, String signal) {
    return signals.sender(workflowId, runId, signal);
  }

  @Override
  public String senderOfUpdate(String workflowId, String runId, String updateId) {
    return signals.updater(workflowId, runId, updateId);
  }

  @Override
  public VerbAnswer carryOut(RolloutTarget target, VerbOrder order, String by) {
    return verbs.carryOut(target, order, by, Objects.requireNonNull(run().getWorkflowId()));
  }

  private static ActivityInfo run() {
    return Activity.getExecutionContext().getInfo();
  }
}
