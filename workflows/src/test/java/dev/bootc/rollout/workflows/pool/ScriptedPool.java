package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.temporal.activity.Activity;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pool that is planned by the test: each question waits until the test gives the next plan. */
final class ScriptedPool implements PoolStepActivities, PoolWaitActivities {
  final BlockingQueue<PlanRequest> questions = new LinkedBlockingQueue<>();
  final List<String> written = new CopyOnWriteArrayList<>();
  final List<String> adopted = new CopyOnWriteArrayList<>();
  final List<String> slotHolders = new CopyOnWriteArrayList<>();
  final List<String> lastWords = new CopyOnWriteArrayList<>();
  private final AtomicInteger latestQuestion = new AtomicInteger();
  private final BlockingQueue<Plan> plans = new LinkedBlockingQueue<>();

  void plan(Plan plan) {
    plans.add(plan);
  }

  PlanRequest nextQuestion() throws InterruptedException {
    PlanRequest question = questions.poll(20, TimeUnit.SECONDS);
    if (question == null) {
      throw new AssertionError("the workflow asked for no plan");
    }
    return question;
  }

  @Override
  public Plan awaitPlan(PlanRequest request) {
    int question = latestQuestion.incrementAndGet();
    questions.add(request);
    while (question == latestQuestion.get()) {
      Plan plan = poll();
      if (plan != null) {
        return plan;
      }
      Activity.getExecutionContext().heartbeat("waiting for the test");
    }
    throw new IllegalStateException("a newer question was asked");
  }

  private @Nullable Plan poll() {
    try {
      return plans.poll(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public int retarget(RolloutTarget target) {
    written.add("retarget " + target.digest().shortText());
    return 1;
  }

  @Override
  public List<String> startUpdates(RolloutTarget target, List<NodeUpdateInput> updates) {
    updates.forEach(update -> adopted.add(update.ref().node()));
    return List.of();
  }

  @Override
  public List<String> slotHolders(RolloutTarget target) {
    return slotHolders;
  }

  @Override
  public void recordEnd(RolloutTarget target, Report last) {
    Pause pause = last.pause();
    lastWords.add(last.message());
    written.add("end " + last.phase() + (pause == null ? "" : ", paused by " + pause.by()));
  }

  @Override
  public String senderOfSignal(String workflowId, String runId, String signal) {
    return "ada@laptop";
  }
}
