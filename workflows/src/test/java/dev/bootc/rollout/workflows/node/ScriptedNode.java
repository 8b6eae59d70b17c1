package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.Verdict;
import io.temporal.activity.Activity;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A node whose answers are scripted; remembers what was asked of it, in order. */
final class ScriptedNode implements NodeStepActivities, NodeWaitActivities {
  static final String DIGEST = "sha256:" + "b".repeat(64);

  final List<String> asked = new CopyOnWriteArrayList<>();
  final CountDownLatch drainBegan = new CountDownLatch(1);
  private final Queue<NodeAnswer.Slot.Next> slots = new ArrayDeque<>();
  private final Queue<NodeAnswer.Approval.Outcome> approvals = new ArrayDeque<>();
  private final Queue<NodeAnswer.Update> updates = new ArrayDeque<>();
  private NodeAnswer.Drain.Outcome drainOutcome = NodeAnswer.Drain.Outcome.DRAINED;
  private NodeAnswer.Staged.Outcome stagedOutcome = NodeAnswer.Staged.Outcome.READY;
  private boolean drainHangs;
  private int refusals;

  ScriptedNode slot(NodeAnswer.Slot.Next... answers) {
    slots.addAll(List.of(answers));
    return this;
  }

  ScriptedNode approval(NodeAnswer.Approval.Outcome... answers) {
    approvals.addAll(List.of(answers));
    return this;
  }

  ScriptedNode update(NodeAnswer.Update... answers) {
    updates.addAll(List.of(answers));
    return this;
  }

  ScriptedNode drain(NodeAnswer.Drain.Outcome outcome) {
    drainOutcome = outcome;
    return this;
  }

  ScriptedNode goneWhileStaging() {
    stagedOutcome = NodeAnswer.Staged.Outcome.GONE;
    return this;
  }

  /** The API server is away for so many attempts at taking the slot. */
  ScriptedNode awayFor(int attempts) {
    refusals = attempts;
    return this;
  }

  ScriptedNode drainHangs() {
    drainHangs = true;
    return this;
  }

  @Override
  public NodeAnswer.Slot takeSlot(NodeRef ref, @Nullable String slotFor) {
    if (refusals > 0) {
      refusals--;
      asked.add(
          "takeSlot in vain "
              + (Activity.getExecutionContext().getInfo().isLocal()
                  ? "in the task"
                  : "on its own"));
      throw new IllegalStateException("no answer from the API server");
    }
    asked.add(slotFor == null ? "takeSlot if held" : "takeSlot");
    return new NodeAnswer.Slot(
        slots.size() > 1 ? slots.remove() : slots.element(), DIGEST, "scripted");
  }

  @Override
  public NodeAnswer.Drain drain(NodeRef ref) {
    asked.add("drain");
    drainBegan.countDown();
    while (drainHangs) {
      Activity.getExecutionContext().heartbeat("waiting for pod shop/db-0");
      Thread.onSpinWait();
    }
    return new NodeAnswer.Drain(drainOutcome, DIGEST, "scripted");
  }

  @Override
  public NodeAnswer.Approval approveReboot(NodeRef ref) {
    asked.add("approveReboot");
    return new NodeAnswer.Approval(
        approvals.size() > 1 ? approvals.remove() : approvals.element(), DIGEST, "scripted");
  }

  @Override
  public NodeAnswer.Staged awaitStaged(NodeRef ref) {
    asked.add("awaitStaged");
    return new NodeAnswer.Staged(stagedOutcome, DIGEST, "scripted");
  }

  @Override
  public NodeAnswer.Update awaitUpdate(NodeRef ref, String digest) {
    asked.add("awaitUpdate");
    return updates.remove();
  }

  @Override
  public NodeAnswer.Recovery awaitRecovery(NodeRef ref) {
    asked.add("awaitRecovery");
    return new NodeAnswer.Recovery(NodeAnswer.Recovery.Outcome.UPDATED, DIGEST, "scripted");
  }

  @Override
  public void recordFailure(NodeRef ref, Verdict.Outcome outcome, String digest, String message) {
    asked.add("recordFailure " + outcome);
  }

  @Override
  public void release(NodeRef ref, Verdict.Outcome outcome, String digest, String message) {
    asked.add("release " + outcome);
  }

  @Override
  public void restore(NodeRef ref, String message) {
    asked.add("restore");
  }
}
