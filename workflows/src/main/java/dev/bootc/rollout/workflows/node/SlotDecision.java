package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.NodeState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to do about a node's slot, by what is seen of it. */
public sealed interface SlotDecision {

  /** Record the slot, then cordon. */
  record Take() implements SlotDecision {}

  /**
   * The slot is held: make sure of the cordon, which a crash may have left out.
   *
   * @param cordonedByOthers whether somebody else's cordon is on the Node by now, which stays at
   *     the end
   */
  record Keep(boolean cordonedByOthers) implements SlotDecision {}

  /**
   * The slot is held, and somebody has lifted its cordon: the node is left as it is, and its drain
   * waits for whoever closes it again.
   */
  record Leave() implements SlotDecision {}

  /** The slot is held, and the reboot was approved or is not needed. */
  record Await() implements SlotDecision {}

  /** No slot. */
  record Refuse(String why) implements SlotDecision {}

  /**
   * Decides.
   *
   * @param slotFor the image for which a new slot may be taken; absent where none may
   */
  static SlotDecision of(SeenNode node, PoolWish pool, @Nullable String slotFor) {
    SeenNode.Slot slot = node.slot();
    if (slot == null) {
      return refusal(node, pool, slotFor).<SlotDecision>map(Refuse::new).orElseGet(Take::new);
    }
    if (node.approved() || node.state() == NodeState.UP_TO_DATE) {
      return new Await();
    }
    return node.isWantedBack() ? new Leave() : new Keep(node.cordonedByOthers());
  }

  private static Optional<String> refusal(SeenNode node, PoolWish pool, @Nullable String slotFor) {
    if (!node.desiredImage().equals(slotFor)) {
      return Optional.of("the node holds no slot, and none was given for what it shall run");
    }
    if (!pool.asksFor(node.desiredImage())) {
      return Optional.of(
          pool.names(node.desiredImage())
              ? pool.whyNotYet()
              : "the pool asks for another image, or is being deleted");
    }
    if (node.skipped()) {
      return Optional.of("somebody leaves the node out of this rollout");
    }
    if (node.state() != NodeState.STAGED) {
      return Optional.of("the node is " + node.state() + ", not staged");
    }
    return node.failureAtDesired()
        .map(failure -> "the node had its attempt at this digest: " + failure.outcome());
  }
}
