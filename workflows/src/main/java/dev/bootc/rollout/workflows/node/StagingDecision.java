package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.NodeState;

/** Whether a node in its slot that was to stage an image may go on, by what is seen of it. */
public sealed interface StagingDecision {

  /** There is nothing left to stage. */
  record GoOn(String why) implements StagingDecision {}

  /** Not yet. */
  record Wait(String what) implements StagingDecision {}

  /**
   * Decides for a node that holds a slot. One that was approved for what it is asked for has staged
   * that before, and its agent stages it no second time: whoever sent it here was wrong.
   */
  static StagingDecision of(SeenNode node, PoolWish pool) {
    if (node.approvedForDesired()) {
      return new GoOn("the reboot was approved");
    }
    if (node.skipped() && node.state() != NodeState.UP_TO_DATE) {
      return new Wait("somebody leaves the node out of this rollout; its slot is given back");
    }
    return switch (node.state()) {
      case UP_TO_DATE -> new GoOn("runs its image");
      case STAGED ->
          pool.asksFor(node.desiredImage())
              ? new GoOn("ready to go on")
              : new Wait(
                  pool.names(node.desiredImage())
                      ? "staged, and " + pool.whyNotYet() + ": " + node.desiredDigest()
                      : "staged, but the pool asks for another image");
      case PENDING, STAGING, REBOOTING, DEGRADED ->
          new Wait("waiting for the image to be staged: " + node.agentSays());
    };
  }
}
