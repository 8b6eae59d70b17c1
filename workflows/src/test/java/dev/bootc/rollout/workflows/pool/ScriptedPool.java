package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import dev.bootc.rollout.workflows.verb.VerbAnswer;
import dev.bootc.rollout.workflows.verb.VerbOrder;
import io.temporal.activity.Activity;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pool that is planned by the test: each question waits until the test gives the next plan. */
final class ScriptedPool implements PoolStepActivities, PoolWaitActivities {
  final BlockingQueue<PlanRequest> questions = new LinkedBlockingQueue<>();
  final List<String> written = new CopyOnWriteArrayList<>();
  final List<String> adopted = new CopyOnWriteArrayList<>();
  final List<String> settled = new CopyOnWriteArrayList<>();
  final List<Boolean> startedSearchable = new CopyOnWriteArrayList<>();

  /** The end is not recorded before that; absent where nothing keeps it. */
  volatile @Nullable CountDownLatch endsAfter;

  /** The sender of a signal is not named before that; absent where nothing keeps it. */
  volatile @Nullable CountDownLatch namesSenderAfter;

  final AtomicBoolean asksForSender = new AtomicBoolean();
  final List<String> orders = new CopyOnWriteArrayList<>();
  volatile VerbAnswer orderAnswer = VerbAnswer.done("written");
  final List<String> lastWords = new CopyOnWriteArrayList<>();
  final AtomicBoolean ending = new AtomicBoolean();
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
      if (plan != null && question == latestQuestion.get()) {
        return plan;
      }
      if (plan != null) {
        plans.add(plan); // It is meant for the question that has come meanwhile.
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
  public List<String> startUpdates(
      RolloutTarget target, List<NodeUpdateInput> updates, boolean searchable) {
    startedSearchable.add(searchable);
    updates.forEach(update -> adopted.add(update.ref().node()));
    return List.of();
  }

  @Override
  public Settled settle(RolloutTarget target, StartedNodes started, @Nullable Pause pause) {
    settled.add(target.digest().shortText() + " with " + String.join(" ", started.names()));
    return new Settled("ada@laptop", started.names(), List.of(), List.of());
  }

  @Override
  public void recordEnd(RolloutTarget target, Report last) {
    ending.set(true);
    await(endsAfter);
    Pause pause = last.pause();
    lastWords.add(last.message());
    written.add("end " + last.phase() + (pause == null ? "" : ", paused by " + pause.by()));
  }

  private static void await(@Nullable CountDownLatch after) {
    try {
      if (after != null && !after.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("the test does not let it go on");
      }
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public String senderOfSignal(String workflowId, String runId, String signal) {
    asksForSender.set(true);
    await(namesSenderAfter);
    return "ada@laptop";
  }

  @Override
  public String senderOfUpdate(String workflowId, String runId, String updateId) {
    return "ada@laptop";
  }

  @Override
  public VerbAnswer carryOut(RolloutTarget target, VerbOrder order, String by) {
    orders.add(order.verb().text() + " " + order.about() + " by " + by);
    return orderAnswer;
  }
}
