package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.verb.VerbAnswer;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import org.jspecify.annotations.Nullable;

/**
 * What people may tell a {@link PoolRolloutWorkflow} by workflow updates. Each is idempotent, is
 * refused with the reason and what to do instead where it does not apply ({@link
 * dev.bootc.rollout.workflows.verb.VerbDecision}), and answers once it is so: what it does is
 * written where it would be written without Temporal, so that nothing forgets it.
 *
 * <p>{@code who} is a name that the sender gives. Like the identity of their client it is shown as
 * that, and proves nothing: so nothing is done for any of them that lets a node reboot sooner,
 * unless the pool's {@code spec.rollout.verbs} says so.
 */
@WorkflowInterface
public interface RolloutVerbs {

  /** No new slot is taken until it is resumed; nodes in flight finish. The first reason stays. */
  @UpdateMethod(name = "pause")
  VerbAnswer pause(@Nullable String reason, @Nullable String who);

  /** Refuses where it does not apply. */
  @UpdateValidatorMethod(updateName = "pause")
  void validatePause(@Nullable String reason, @Nullable String who);

  /** Ends a pause by update or signal and, where the pool allows all verbs, one by its field. */
  @UpdateMethod(name = "resume")
  VerbAnswer resume(@Nullable String who);

  /** Refuses where it does not apply. */
  @UpdateValidatorMethod(updateName = "resume")
  void validateResume(@Nullable String who);

  /** Writes {@code spec.image.approvedDigest}, where the pool allows all verbs. */
  @UpdateMethod(name = "approve")
  VerbAnswer approve(@Nullable String digest, @Nullable String who);

  /** Refuses where it does not apply. */
  @UpdateValidatorMethod(updateName = "approve")
  void validateApprove(@Nullable String digest, @Nullable String who);

  /** Approves the step of that number, and those before it, where the pool allows all verbs. */
  @UpdateMethod(name = "approveStep")
  VerbAnswer approveStep(@Nullable String step, @Nullable String who);

  /** Refuses where it does not apply. */
  @UpdateValidatorMethod(updateName = "approveStep")
  void validateApproveStep(@Nullable String step, @Nullable String who);

  /** Gives a node that failed another attempt, where the pool allows all verbs. */
  @UpdateMethod(name = "retry")
  VerbAnswer retry(@Nullable String node, @Nullable String who);

  /** Refuses where it does not apply. */
  @UpdateValidatorMethod(updateName = "retry")
  void validateRetry(@Nullable String node, @Nullable String who);

  /** Leaves a node out of the rollout of this digest. */
  @UpdateMethod(name = "skip")
  VerbAnswer skip(@Nullable String node, @Nullable String reason, @Nullable String who);

  /** Refuses where it does not apply. */
  @UpdateValidatorMethod(updateName = "skip")
  void validateSkip(@Nullable String node, @Nullable String reason, @Nullable String who);

  /** Has the pool's tag resolved now, where the pool allows all verbs. */
  @UpdateMethod(name = "checkNow")
  VerbAnswer checkNow(@Nullable String who);

  /** Refuses where it does not apply. */
  @UpdateValidatorMethod(updateName = "checkNow")
  void validateCheckNow(@Nullable String who);

  /** As Temporal's own cancellation: nodes in flight are restored. */
  @UpdateMethod(name = "cancel")
  VerbAnswer cancel(@Nullable String reason, @Nullable String who);

  /** Refuses where it does not apply. */
  @UpdateValidatorMethod(updateName = "cancel")
  void validateCancel(@Nullable String reason, @Nullable String who);

  /**
   * Sets nodes back to the image of the last rollout that was completed, where the pool allows all
   * verbs; what is rolled out is not started again unasked.
   */
  @UpdateMethod(name = "undo")
  VerbAnswer undo(@Nullable String reason, @Nullable String who);

  /** Refuses where it does not apply. */
  @UpdateValidatorMethod(updateName = "undo")
  void validateUndo(@Nullable String reason, @Nullable String who);
}
