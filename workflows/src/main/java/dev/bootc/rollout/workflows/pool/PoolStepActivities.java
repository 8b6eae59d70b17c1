package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.verb.VerbAnswer;
import dev.bootc.rollout.workflows.verb.VerbOrder;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/**
 * The short steps of a pool's rollout. Each is idempotent and fails with a retryable error while
 * what it asks is away.
 */
@ActivityInterface(namePrefix = "Pool")
public interface PoolStepActivities {

  /**
   * Starts the update of each node as a workflow of its own. One that runs already is left alone.
   *
   * @param searchable whether the pool's run has search attributes, which its updates have as well
   * @return the nodes whose update runs already
   */
  @ActivityMethod
  List<String> startUpdates(
      RolloutTarget target, List<NodeUpdateInput> updates, boolean searchable);

  /**
   * Writes the end of the rollout into {@code status.rollout}.
   *
   * @param last with a pause by signal that the next run has to keep
   */
  @ActivityMethod
  void recordEnd(RolloutTarget target, Report last);

  /** Who sent the latest signal of that name to the run, as Temporal's history says it. */
  @ActivityMethod
  String senderOfSignal(String workflowId, String runId, String signal);

  /** Who sent the update of that ID to the run, as Temporal's history says it. */
  @ActivityMethod
  String senderOfUpdate(String workflowId, String runId, String updateId);

  /**
   * Does what somebody wants, where the pool and the node that it is about are as that needs: looks
   * at them itself, and refuses whatever the pool does not let Temporal say.
   *
   * @param target of the run that was told
   * @param by who, for humans
   */
  @ActivityMethod
  VerbAnswer carryOut(RolloutTarget target, VerbOrder order, String by);
}
