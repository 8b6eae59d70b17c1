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
  final List<String> asked = new CopyOnWriteArrayList<>();
  final CountDownLatch drainBegan = new CountDownLatch(1);
  private final Queue<SlotAnswer.Next> slots = new ArrayDeque<>();
  private final Queue<ApprovalAnswer.Outcome> approvals = new ArrayDeque<>();
  private final Queue<UpdateAnswer> updates = new ArrayDeque<>();
  private DrainAnswer.Outcome drainOutcome = DrainAnswer.Outcome.DRAINED;
  private boolean drainHangs;

  ScriptedNode slot(SlotAnswer.Next... answers) {
    slots.addAll(List.of(answers));
    return this;
  }

  ScriptedNode approval(ApprovalAnswer.Outcome... answers) {
    approvals.addAll(List.of(answers));
    return this;
  }

  ScriptedNode update(UpdateAnswer... answers) {
    updates.addAll(List.of(answers));
    return this;
  }

  ScriptedNode drain(DrainAnswer.Outcome outcome) {
    drainOutcome = outcome;
    return this;
  }

  ScriptedNode drainHangs() {
    drainHangs = true;
    return this;
  }

  @Override
  public SlotAnswer takeSlot(NodeRef ref, @Nullable String slotFor) {
    asked.add("takeSlot");
    return new SlotAnswer(slots.size() > 1 ? slots.remove() : slots.element(), "scripted");
  }

  @Override
  public DrainAnswer drain(NodeRef ref) {
    asked.add("drain");
    drainBegan.countDown();
    while (drainHangs) {
      Activity.getExecutionContext().heartbeat("waiting for pod shop/db-0");
      Thread.onSpinWait();
    }
    return new DrainAnswer(drainOutcome, "scripted");
  }

  @Override
  public ApprovalAnswer approveReboot(NodeRef ref) {
    asked.add("approveReboot");
    return new ApprovalAnswer(approvals.size() > 1 ? approvals.remove() : approvals.element(), "");
  }

  @Override
  public void awaitStaged(NodeRef ref) {
    asked.add("awaitStaged");
  }

  @Override
  public UpdateAnswer awaitUpdate(NodeRef ref) {
    asked.add("awaitUpdate");
    return updates.remove();
  }

  @Override
  public UpdateAnswer awaitRecovery(NodeRef ref) {
    asked.add("awaitRecovery");
    return updates.remove();
  }

  @Override
  public void recordFailure(NodeRef ref, Verdict.Outcome outcome, String message) {
    asked.add("recordFailure " + outcome);
  }

  @Override
  public void release(NodeRef ref, Verdict.Outcome outcome, String message) {
    asked.add("release " + outcome);
  }

  @Override
  public void restore(NodeRef ref, String message) {
    asked.add("restore");
  }
}
