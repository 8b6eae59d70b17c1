package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PoolStepActivities;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import java.util.List;

/** See {@link PoolStepActivities}. */
public final class PoolSteps implements PoolStepActivities {
  private final KubernetesClient kubernetes;
  private final RolloutStatusWriter statusWriter;
  private final LatestQuestions questions;
  private final NodeUpdateStarts starts;
  private final SignalHistory signals;
  private final RolloutEnds ends;

  PoolSteps(
      KubernetesClient kubernetes,
      RolloutStatusWriter statusWriter,
      LatestQuestions questions,
      NodeUpdateStarts starts,
      SignalHistory signals,
      RolloutEnds ends) {
    this.kubernetes = kubernetes;
    this.statusWriter = statusWriter;
    this.questions = questions;
    this.starts = starts;
    this.signals = signals;
    this.ends = ends;
  }

  @Override
  public List<String> startUpdates(RolloutTarget target, List<NodeUpdateInput> updates) {
    return starts.start(target, updates, run());
  }

  @Override
  public List<String> slotHolders(RolloutTarget target) {
    String pool = target.pool();
    return kubernetes.resources(BootcNode.class).list().getItems().stream()
        .filter(node -> ClusterCache.poolOf(node).filter(pool::equals).isPresent())
        .filter(NodeFacts::holdsSlot)
        .map(node -> node.getMetadata().getName())
        .sorted()
        .toList();
  }

  @Override
  public void recordEnd(RolloutTarget target, Report last) {
    questions.end(target.pool());
    statusWriter.settle(target.pool());
    if (ends.isSo(target, last, run().getAttempt())) {
      statusWriter.write(target.pool(), RolloutStatuses.ofEnd(target, last, run()));
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
