package dev.bootc.rollout.workflows.plan.simulation;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.Verdict.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The update of one node as the real workflow does it, one write at a time, so that anything can
 * happen between any two of them. Knows only the node, as the API server has it at that moment.
 */
final class NodeWorkflowModel {
  private enum Step {
    TAKE_SLOT,
    CORDON,
    DRAIN,
    APPROVE,
    AWAIT_STAGED,
    AWAIT_UPDATE,
    AWAIT_RECOVERY,
    RESTORE_CORDON,
    FREE_SLOT,
    NOT_STARTED,
    ENDED
  }

  private Step step = Step.TAKE_SLOT;
  private final boolean mayTakeSlot;
  private int stalledFor;
  private @Nullable Verdict ending;

  private NodeWorkflowModel(boolean mayTakeSlot) {
    this.mayTakeSlot = mayTakeSlot;
  }

  /** For a node that the planner chose. */
  static NodeWorkflowModel starting() {
    return new NodeWorkflowModel(true);
  }

  /** For a node that is believed to hold a slot; should it not, nothing is done to it. */
  static NodeWorkflowModel adopting() {
    return new NodeWorkflowModel(false);
  }

  boolean isOver() {
    return step == Step.ENDED || step == Step.NOT_STARTED;
  }

  boolean wasRefused() {
    return step == Step.NOT_STARTED;
  }

  /**
   * Does the next step, if what it waits for has come.
   *
   * @param node absent once it has left the pool
   * @return what was done; empty while waiting
   */
  String advance(@Nullable SimulatedNode node, String targetImage, Instant now) {
    if (node == null) {
      step = Step.ENDED;
      return "is gone";
    }
    if (stalledFor > 0) {
      stalledFor--;
      return "";
    }
    Step before = step;
    step =
        switch (before) {
          case TAKE_SLOT -> takeSlot(node, now);
          case CORDON -> cordon(node);
          case DRAIN -> drain(node, now);
          case APPROVE -> approve(node, targetImage);
          case AWAIT_STAGED -> staged(node) ? Step.TAKE_SLOT : before;
          case AWAIT_UPDATE -> awaitUpdate(node, now);
          case AWAIT_RECOVERY -> awaitRecovery(node, now);
          case RESTORE_CORDON -> restoreCordon(node);
          case FREE_SLOT -> freeSlot(node);
          case NOT_STARTED, ENDED -> before;
        };
    return step == before ? "" : before + " -> " + step;
  }

  /** Its worker has died: for so many turns nothing happens, until another one takes over. */
  void stall(int turns) {
    stalledFor = turns;
  }

  /** The compensation: everything is put back. */
  void cancel(@Nullable SimulatedNode node, Instant now) {
    step = Step.ENDED;
    SimulatedNode.Slot slot = node == null ? null : node.slot();
    if (node != null && slot != null) {
      node.cordon(slot.wasCordoned());
      node.freeSlot(node.isApproved() ? verdict(node, Outcome.CANCELLED, now) : null);
    }
  }

  private Step takeSlot(SimulatedNode node, Instant now) {
    if (node.slot() != null) {
      return node.isApproved() || node.state() == NodeState.UP_TO_DATE
          ? Step.AWAIT_UPDATE
          : Step.CORDON;
    }
    if (!mayTakeSlot || node.state() != NodeState.STAGED || node.failedAtDesired()) {
      return Step.NOT_STARTED;
    }
    node.takeSlot(now);
    return Step.CORDON;
  }

  private static Step cordon(SimulatedNode node) {
    node.cordon(true);
    return Step.DRAIN;
  }

  private Step drain(SimulatedNode node, Instant now) {
    if (node.pods() == 0) {
      return Step.APPROVE;
    }
    if (node.undrainable) {
      ending = verdict(node, Outcome.DRAIN_TIMED_OUT, now);
      return Step.RESTORE_CORDON;
    }
    node.evictOne();
    return Step.DRAIN;
  }

  private static Step approve(SimulatedNode node, String targetImage) {
    if (node.state() == NodeState.UP_TO_DATE) {
      return Step.AWAIT_UPDATE;
    }
    if (node.failedAtDesired()) {
      return Step.AWAIT_RECOVERY;
    }
    if (node.state() != NodeState.STAGED || !node.desiredImage().equals(targetImage)) {
      return Step.AWAIT_STAGED;
    }
    node.approve();
    return Step.AWAIT_UPDATE;
  }

  private Step awaitUpdate(SimulatedNode node, Instant now) {
    if (updated(node)) {
      ending = verdict(node, Outcome.UPDATED, now);
      return Step.RESTORE_CORDON;
    }
    if (!node.isApproved() && node.state() != NodeState.UP_TO_DATE) {
      return Step.AWAIT_STAGED;
    }
    Outcome failure = failure(node);
    if (failure == null) {
      return Step.AWAIT_UPDATE;
    }
    node.record(verdict(node, failure, now));
    return Step.AWAIT_RECOVERY;
  }

  private static @Nullable Outcome failure(SimulatedNode node) {
    if (node.state() == NodeState.DEGRADED) {
      return Outcome.AGENT_DEGRADED;
    }
    if (node.cameBackWrong()) {
      return Outcome.WRONG_IMAGE;
    }
    return node.isDown() && node.staysDown ? Outcome.NOT_BACK : null;
  }

  private Step awaitRecovery(SimulatedNode node, Instant now) {
    if (updated(node)) {
      ending = verdict(node, Outcome.UPDATED, now);
      return Step.RESTORE_CORDON;
    }
    return node.failedAtDesired() ? Step.AWAIT_RECOVERY : Step.AWAIT_STAGED;
  }

  private static Step restoreCordon(SimulatedNode node) {
    SimulatedNode.Slot slot = node.slot();
    if (slot == null) {
      throw new AssertionError("no slot to release on " + node.name);
    }
    node.cordon(slot.wasCordoned());
    return Step.FREE_SLOT;
  }

  private Step freeSlot(SimulatedNode node) {
    node.freeSlot(ending);
    return Step.ENDED;
  }

  private static boolean staged(SimulatedNode node) {
    return node.state() == NodeState.STAGED || node.state() == NodeState.UP_TO_DATE;
  }

  private static boolean updated(SimulatedNode node) {
    return node.state() == NodeState.UP_TO_DATE && node.isReady();
  }

  private static Verdict verdict(SimulatedNode node, Outcome outcome, Instant now) {
    return new Verdict(
        outcome, Images.digestIn(node.desiredImage()), 1, now.toString(), "as simulated");
  }
}
