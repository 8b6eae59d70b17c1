package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.Verdict;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import org.jspecify.annotations.Nullable;

/**
 * The short steps of a node's update. Each is idempotent, writes with a precondition where a stale
 * object could do harm, and fails with a retryable error while the API server is away.
 */
@ActivityInterface(namePrefix = "Node")
public interface NodeStepActivities {

  /**
   * Records the slot with a resourceVersion precondition, then cordons. A node that holds its slot
   * already keeps what was recorded. Refuses a node that is not staged, is degraded, or had its
   * attempt at this digest ({@link SlotDecision}). Looks, once the node is cordoned, whether a pod
   * has to be evicted.
   *
   * @param slotFor the image for which a new slot may be taken; absent where none may
   */
  @ActivityMethod
  NodeAnswer.Slot takeSlot(NodeRef ref, @Nullable String slotFor);

  /**
   * Lets the agent reboot into what is staged, if that is what node and pool ask for at this moment
   * ({@link ApprovalDecision}), and if the node is still cordoned and empty; records the boot ID in
   * the same write.
   */
  @ActivityMethod
  NodeAnswer.Approval approveReboot(NodeRef ref);

  /**
   * Writes a failure on the BootcNode. The node keeps its slot.
   *
   * @param digest that it failed at
   */
  @ActivityMethod
  void recordFailure(NodeRef ref, Verdict.Outcome outcome, String digest, String message);

  /**
   * Restores the cordon state from before the slot, then frees the slot and writes the verdict.
   *
   * @param digest that the verdict is about
   */
  @ActivityMethod
  void release(NodeRef ref, Verdict.Outcome outcome, String digest, String message);

  /**
   * The compensation: revokes an approval, restores the cordon state and frees the slot. Fails,
   * with the approval revoked and the cordon kept, as long as the host may still go down for what
   * was approved; see {@link RevokedApproval}.
   */
  @ActivityMethod
  void restore(NodeRef ref, String message);
}
