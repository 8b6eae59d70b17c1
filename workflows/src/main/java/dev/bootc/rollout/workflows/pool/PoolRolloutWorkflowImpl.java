package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.ActivityPolicies;
import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.ShortSteps;
import dev.bootc.rollout.workflows.plan.Orders;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import dev.bootc.rollout.workflows.pool.PoolRolloutInput.Progress;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** See {@link PoolRolloutWorkflow}. Reads as its loop: ask for a plan, carry it out, show it. */
public final class PoolRolloutWorkflowImpl implements PoolRolloutWorkflow {

  /** Slot holders' workflows are started again this often; "already running" is the good answer. */
  private static final Duration ADOPT_EVERY = Duration.ofMinutes(5);

  private final Instant startedAt;
  private final NodesInFlight nodes;
  private final PoolWaitActivities waits;
  private final PoolWaitActivities writes;
  private final ShortSteps<PoolStepActivities> steps;

  private RolloutTarget target;
  private @Nullable Pause pause;
  private @Nullable Report shown;
  private boolean superseded;
  private boolean ending;
  private Instant adoptAt;

  /** Grows whenever the question to ask the planner has changed. */
  private int question;

  @WorkflowInit
  public PoolRolloutWorkflowImpl(PoolRolloutInput input) {
    target = input.target();
    pause = input.pause();
    Progress progress =
        Objects.requireNonNullElseGet(
            input.progress(), () -> new Progress(StartedNodes.NONE, now(), now()));
    startedAt = progress.startedAt();
    adoptAt = progress.adoptAt();
    String pool = target.pool();
    steps = ShortSteps.of(PoolStepActivities.class, "short step on pool " + pool);
    nodes = new NodesInFlight(target, progress.started(), steps, () -> question++);
    waits =
        Workflow.newActivityStub(
            PoolWaitActivities.class, ActivityPolicies.wait("watch pool " + pool));
    writes =
        Workflow.newActivityStub(
            PoolWaitActivities.class,
            ActivityPolicies.retarget("write " + target.digest().shortText() + " to all nodes"));
  }

  @Override
  public RolloutResult roll(PoolRolloutInput input) {
    try {
      while (!superseded) {
        boolean adopt = !now().isBefore(adoptAt);
        Optional<Plan> plan = askForPlan(adopt);
        if (plan.isPresent()) {
          carryOut(plan.get().orders(), plan.get().report().counts().total());
          adoptAt = adopt ? now().plus(ADOPT_EVERY) : adoptAt;
          show(plan.get().report());
          if (plan.get().phase() == RolloutPhase.COMPLETED) {
            return end(RolloutPhase.COMPLETED, plan.get().report().message());
          }
        }
        if (nodes.runIsLong()) {
          continueAsNew();
        }
      }
      return end(RolloutPhase.SUPERSEDED, "a new target took over");
    } catch (TemporalFailure failure) {
      if (!CancellationScope.current().isCancelRequested()) {
        throw failure;
      }
      Workflow.newDetachedCancellationScope(this::settle).run();
      throw failure instanceof CanceledFailure ? failure : new CanceledFailure("cancelled");
    }
  }

  /**
   * Empty when the question changed meanwhile: an answer to the old one must not be carried out.
   */
  private Optional<Plan> askForPlan(boolean adopt) {
    int asked = question;
    PlanRequest request =
        new PlanRequest(
            target, pause, nodes.started(), shown == null ? "" : shown.message(), adopt, startedAt);
    CompletablePromise<Plan> answer = Workflow.newPromise();
    CancellationScope asking =
        Workflow.newCancellationScope(
            () -> answer.completeFrom(Async.function(waits::awaitPlan, request)));
    asking.run();
    Workflow.await(() -> answer.isCompleted() || question != asked);
    if (question != asked) {
      asking.cancel("the question changed");
      return Optional.empty();
    }
    return Optional.of(answer.get());
  }

  /**
   * Starts come before whatever takes time: meanwhile the question may change, and with it who may
   * start.
   */
  private void carryOut(Orders orders, int poolSize) {
    nodes.settled(orders.settled());
    nodes.start(orders.start(), poolSize);
    if (orders.retarget() > 0) {
      writes.retarget(target);
    }
    nodes.adopt(orders.adopt());
  }

  private void show(Report report) {
    if (shown == null || shown.phase() != report.phase()) {
      Workflow.upsertTypedSearchAttributes(RolloutNames.PHASE.valueSet(report.phase().text()));
    }
    shown = report;
    Workflow.setCurrentDetails(RolloutBoard.render(target, startedAt, report));
  }

  private RolloutResult end(RolloutPhase phase, String message) {
    ending = true;
    nodes.awaitStarts();
    Workflow.upsertTypedSearchAttributes(RolloutNames.PHASE.valueSet(phase.text()));
    Report last = Report.last(phase, message, superseded ? pause : null);
    steps.run(step -> step.recordEnd(target, last));
    Workflow.await(Workflow::isEveryHandlerFinished);
    return new RolloutResult(phase, message);
  }

  /** In-flight nodes are restored by their own workflows; that of the pool only tells them to. */
  private void settle() {
    ending = true;
    nodes.awaitStarts();
    int told = nodes.cancel();
    Workflow.upsertTypedSearchAttributes(
        RolloutNames.PHASE.valueSet(RolloutPhase.CANCELLED.text()));
    String message = "cancelled; " + restored(told) + "; not started again before the spec changes";
    Report last = Report.last(RolloutPhase.CANCELLED, message, null);
    steps.run(step -> step.recordEnd(target, last));
  }

  /** An approval that was carried out already cannot be taken back. */
  private static String restored(int nodes) {
    return nodes == 0
        ? "no node was in flight"
        : nodes + " in flight restored; what went down already still comes back";
  }

  private void continueAsNew() {
    nodes.awaitStarts();
    Workflow.await(Workflow::isEveryHandlerFinished);
    Workflow.newContinueAsNewStub(PoolRolloutWorkflow.class)
        .roll(
            new PoolRolloutInput(target, pause, new Progress(nodes.started(), startedAt, adoptAt)));
  }

  @Override
  public SteerAnswer steer(RolloutTarget asked) {
    if (ending) {
      return SteerAnswer.ENDING;
    }
    if (superseded
        || !asked.digest().equals(target.digest())
        || !asked.image().equals(target.image())) {
      superseded = true;
      question++;
      return SteerAnswer.SUPERSEDED;
    }
    if (!asked.equals(target)) {
      target = asked;
      question++;
    }
    return SteerAnswer.FOLLOWED;
  }

  @Override
  public void validateSteer(RolloutTarget asked) {
    target.requireReplaceableBy(asked);
  }

  @Override
  public void pause(String reason) {
    if (pause != null) {
      return;
    }
    Instant since = now();
    pause = new Pause("signal", reason, since);
    question++;
    String sender = lookUpSender();
    if (pause != null && pause.since().equals(since)) {
      pause = new Pause("signal of " + sender, reason, since);
      question++;
    }
  }

  @Override
  public void resume() {
    if (pause != null) {
      pause = null;
      question++;
    }
  }

  @Override
  public RolloutProgress progress() {
    return new RolloutProgress(target, startedAt, shown);
  }

  private String lookUpSender() {
    WorkflowInfo run = Workflow.getInfo();
    return steps
        .tryToAsk(step -> step.senderOfSignal(run.getWorkflowId(), run.getRunId(), "pause"))
        .orElse("an unknown sender");
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
