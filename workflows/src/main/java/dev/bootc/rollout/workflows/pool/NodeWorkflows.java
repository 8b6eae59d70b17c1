package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.Searchability;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributes;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;

/**
 * How the update of a node is started, as a child of the pool's run or on its own: under the same
 * ID, which is the node's lock, and found by the same attributes.
 */
public final class NodeWorkflows {
  private NodeWorkflows() {}

  /** A child that outlives its parent's run, and is as searchable as that is. */
  static ChildWorkflowOptions child(String poolWorkflowId, RolloutTarget target, String node) {
    return ChildWorkflowOptions.newBuilder()
        .setWorkflowId(RolloutNames.nodeWorkflowId(poolWorkflowId, node))
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
        .setCancellationType(ChildWorkflowCancellationType.ABANDON)
        .setStaticSummary(summary(target, node))
        .setStaticDetails(details(poolWorkflowId, target, node))
        .setTypedSearchAttributes(
            Searchability.ofThisRun() ? attributes(target, node) : SearchAttributes.EMPTY)
        .build();
  }

  /**
   * A workflow without a parent; fails where one with its ID is open.
   *
   * @param searchable whether the namespace has our search attributes
   */
  public static WorkflowOptions onItsOwn(
      String poolWorkflowId,
      String taskQueue,
      RolloutTarget target,
      String node,
      boolean searchable) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(RolloutNames.nodeWorkflowId(poolWorkflowId, node))
        .setTaskQueue(taskQueue)
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setDisableEagerExecution(false)
        .setStaticSummary(summary(target, node))
        .setStaticDetails(details(poolWorkflowId, target, node))
        .setTypedSearchAttributes(searchable ? attributes(target, node) : SearchAttributes.EMPTY)
        .build();
  }

  private static String summary(RolloutTarget target, String node) {
    return node + (target.undo() == null ? " to " : " back to ") + target.digest().shortText();
  }

  /** What for, and who wants it, for whoever reads the page of the node and no other. */
  private static String details(String poolWorkflowId, RolloutTarget target, String node) {
    return "Brings node **"
        + node
        + "** of pool **"
        + target.pool()
        + (target.undo() == null ? "** to `" : "** back to `")
        + target.image()
        + "`: takes a slot of the pool's budget, cordons and drains the node, lets it reboot, and gives"
        + " the slot back once it is Ready on that image.\n\n"
        + target.whoAndWhy()
        + "Part of the rollout `"
        + poolWorkflowId
        + "`.";
  }

  private static SearchAttributes attributes(RolloutTarget target, String node) {
    return SearchAttributes.newBuilder()
        .set(RolloutNames.POOL, target.pool())
        .set(RolloutNames.NODE, node)
        .set(RolloutNames.DIGEST, target.digest().text())
        .build();
  }
}
