package dev.bootc.rollout.workflows.node;

/** Whether pods of a node in its slot are evicted now, by what is seen of it. */
public sealed interface DrainDecision {

  /** What has to leave is evicted. */
  record Evict() implements DrainDecision {}

  /**
   * Nothing is evicted for now, and the slot is held: pods that were moved from a node that is open
   * to pods would come back to it.
   */
  record Hold(String why) implements DrainDecision {}

  /** Nothing has to leave, since the node does not go down now. */
  record Unneeded(String why) implements DrainDecision {}

  /**
   * Decides for a node that holds a slot: a drain is for a reboot that would be approved if only no
   * pod had to leave.
   */
  static DrainDecision of(SeenNode node, PoolWish pool) {
    return of(node, ApprovalDecision.of(node, pool));
  }

  /**
   * Decides by what the approval would be. Whoever lifts the cordon of the slot wants the node
   * back; whoever lifts a cordon from before the slot has only come to the end of something else,
   * and the slot gets a cordon of its own.
   */
  static DrainDecision of(SeenNode node, ApprovalDecision approval) {
    return switch (approval) {
      case ApprovalDecision.IfDrained() -> new Evict();
      case ApprovalDecision.Answer(NodeAnswer.Approval.Outcome outcome, String why) ->
          switch (outcome) {
            case NOT_DRAINED ->
                node.slot() != null && node.slot().wasCordoned()
                    ? new Unneeded("whoever had cordoned the node has lifted that")
                    : new Hold(why);
            case APPROVED, NOT_STAGED, HAD_ITS_ATTEMPT, UP_TO_DATE, GONE -> new Unneeded(why);
          };
    };
  }
}
