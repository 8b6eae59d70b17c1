package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.Verdict;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the update of a node is: a record for each state, with what its activity needs. A
 * transition is a method that takes the answer of that state's activity and gives the next state;
 * what has no method cannot happen.
 */
public sealed interface NodeUpdate {

  /** Where every update begins, also one that is begun anew in the middle. */
  static NodeUpdate begin(@Nullable String slotFor) {
    return new TakeSlot(slotFor);
  }

  /**
   * Takes the slot, or goes on in the one that is held.
   *
   * @param slotFor the image for which a new slot may be taken; absent where none may, because
   *     nobody counts it
   */
  record TakeSlot(@Nullable String slotFor) implements NodeUpdate {
    public NodeUpdate after(NodeAnswer.Slot answer) {
      return switch (answer.next()) {
        case DRAIN -> new Drain();
        case APPROVE -> new Approve();
        case AWAIT_UPDATE -> new AwaitUpdate(answer.digest());
        case NOT_STARTED -> over(NodeUpdateResult.Outcome.NOT_STARTED, answer);
        case GONE -> over(NodeUpdateResult.Outcome.GONE, answer);
      };
    }
  }

  /** Waits until the pods have left. */
  record Drain() implements NodeUpdate {
    public NodeUpdate after(NodeAnswer.Drain answer) {
      return switch (answer.outcome()) {
        case DRAINED, UNNEEDED -> new Approve();
        case TIMED_OUT ->
            new Release(Verdict.Outcome.DRAIN_TIMED_OUT, answer.digest(), answer.message());
        case GONE -> over(NodeUpdateResult.Outcome.GONE, answer);
      };
    }
  }

  /** Lets the agent reboot. */
  record Approve() implements NodeUpdate {
    public NodeUpdate after(NodeAnswer.Approval answer) {
      return switch (answer.outcome()) {
        case APPROVED, UP_TO_DATE -> new AwaitUpdate(answer.digest());
        case NOT_STAGED -> new AwaitStaged();
        case NOT_DRAINED -> inSlot();
        case HAD_ITS_ATTEMPT -> new AwaitRecovery();
        case GONE -> over(NodeUpdateResult.Outcome.GONE, answer);
      };
    }
  }

  /** Waits, with the slot held, until the image that is asked for by now is staged. */
  record AwaitStaged() implements NodeUpdate {
    public NodeUpdate after(NodeAnswer.Staged answer) {
      return switch (answer.outcome()) {
        case READY -> inSlot();
        case GONE -> over(NodeUpdateResult.Outcome.GONE, answer);
      };
    }
  }

  /**
   * Waits until the node is back on its image, which also frees the slot, or has failed.
   *
   * @param digest that was approved
   */
  record AwaitUpdate(String digest) implements NodeUpdate {
    public NodeUpdate after(NodeAnswer.Update answer) {
      return switch (answer.outcome()) {
        case UPDATED -> over(NodeUpdateResult.Outcome.UPDATED, answer);
        case RETARGETED -> new AwaitStaged();
        case FAILED ->
            new RecordFailure(
                Objects.requireNonNull(answer.verdict()), answer.digest(), answer.message());
        case GONE -> over(NodeUpdateResult.Outcome.GONE, answer);
      };
    }
  }

  /**
   * Writes the failure down; the node keeps its slot.
   *
   * @param digest that the node failed at
   */
  record RecordFailure(Verdict.Outcome verdict, String digest, String message)
      implements NodeUpdate {
    public NodeUpdate after() {
      return new AwaitRecovery();
    }
  }

  /** Waits a failure out, with the slot held: what is seen always wins over what was judged. */
  record AwaitRecovery() implements NodeUpdate {
    public NodeUpdate after(NodeAnswer.Recovery answer) {
      return switch (answer.outcome()) {
        case UPDATED -> over(NodeUpdateResult.Outcome.UPDATED, answer);
        case RETARGETED -> new AwaitStaged();
        case GONE -> over(NodeUpdateResult.Outcome.GONE, answer);
      };
    }
  }

  /**
   * Restores the cordon and frees the slot of a node whose drain took too long.
   *
   * @param digest that the node was to be brought to
   */
  record Release(Verdict.Outcome verdict, String digest, String message) implements NodeUpdate {
    public NodeUpdate after() {
      return new Over(new NodeUpdateResult(NodeUpdateResult.Outcome.DRAIN_TIMED_OUT, message));
    }
  }

  /** Nothing is left to do. */
  record Over(NodeUpdateResult result) implements NodeUpdate {}

  /** A slot that was lost meanwhile is not taken again: nobody would count it. */
  private static NodeUpdate inSlot() {
    return new TakeSlot(null);
  }

  private static NodeUpdate over(NodeUpdateResult.Outcome outcome, NodeAnswer answer) {
    return new Over(new NodeUpdateResult(outcome, answer.message()));
  }
}
