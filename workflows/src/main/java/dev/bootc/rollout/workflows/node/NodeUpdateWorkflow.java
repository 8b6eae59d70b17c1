package dev.bootc.rollout.workflows.node;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Brings one node to the image its BootcNode asks for: take the slot, drain, approve the reboot,
 * await the update, release.
 *
 * <p>Guarantees: the node is cordoned by us only between slot and release; it is rebooted only
 * after a drain that succeeded; on cancellation and on failure its cordon is restored and its slot
 * freed; a node that does not come back keeps its slot and this workflow stays open. It can be
 * started again at any time: it goes on where the node is.
 */
@WorkflowInterface
public interface NodeUpdateWorkflow {

  @WorkflowMethod(name = "NodeUpdate")
  NodeUpdateResult update(NodeUpdateInput input);
}
