package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PoolStepActivities;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import java.util.List;

/** See {@link PoolStepActivities}. */
public final class PoolSteps implements PoolStepActivities {
  private final NodeUpdateStarts starts;
  private final Speakers speakers;
  private final SignalHistory signals;
  private final RolloutEnds ends;

  PoolSteps(NodeUpdateStarts starts, Speakers speakers, SignalHistory signals, RolloutEnds ends) {
    this.starts = starts;
    this.speakers = speakers;
    this.signals = signals;
    this.ends = ends;
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

  private static ActivityInfo run() {
    return Activity.getExecutionContext().getInfo();
  }
}
