package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.ShortSteps;
import dev.bootc.rollout.workflows.plan.Orders;
import dev.bootc.rollout.workflows.plan.Pause;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.StartedNodes;
import dev.bootc.rollout.workflows.pool.PoolRolloutInput.Progress;
import dev.bootc.rollout.workflows.verb.RunStanding;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Workflow;
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

  private final CancellationScope whole = CancellationScope.current();
  private final Instant startedAt;
  private final NodesInFlight nodes;
  private final PoolWaitStubs waits;
  private final ShortSteps<PoolStepActivities> steps;
  private final PauseBySignal pause;
  private final VerbsByUpdate verbs;

  private final RunDisplay display;
  private RolloutTarget target;

  /** What is rolled out next; this run ends as soon as there is one. */
  private @Nullable RolloutTarget successor;

  /** Present once no order is taken any more. */
  private @Nullable RolloutPhase ending;

  private Instant adoptAt;

  /** Grows whenever the question to ask the planner has changed. */
  private int question;

  @WorkflowInit
  public PoolRolloutWorkflowImpl(PoolRolloutInput input) {
    target = input.target();
    Progress progress =
        Objects.requireNonNullElseGet(
            input.progress(), () -> new Progress(StartedNodes.NONE, now(), now(), null));
    startedAt = progress.startedAt();
    adoptAt = progress.adoptAt();
    String pool = target.pool();
    steps = ShortSteps.of(PoolStepActivities.class, "short step on pool " + pool);
    pause = new PauseBySignal(input.pause(), steps, () -> question++);
    nodes = new NodesInFlight(progress.started(), steps, () -> question++);
    verbs = new VerbsByUpdate(pool, progress.word(), pause, this::standing, () -> question++);
    Workflow.registerListener(verbs);
    display = new RunDisplay(startedAt, verbs::word);
    waits = PoolWaitStubs.of(target);
  }

  @Override
  public RolloutResult roll(PoolRolloutInput input) {
    try {
      while (successor == null) {
        boolean adopt = !now().isBefore(adoptAt);
        Optional<Plan> plan = askForPlan(adopt);
        if (plan.isPresent()) {
          carryOut(plan.get().orders(), plan.get().report().counts().total());
          adoptAt = adopt ? now().plus(ADOPT_EVERY) : adoptAt;
          display.show(target, plan.get().report());
          if (plan.get().phase().isEnd()) {
            return end(plan.get().phase(), plan.get().report().message());
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
    Report shown = display.report();
    String headline = shown == null ? "" : shown.headline();
    PlanRequest request =
        new PlanRequest(
            target, pause.get(), nodes.started(), headline, adopt, startedAt, verbs.word());
    PoolWaitActivities planner = waits.watching(shown);
    CompletablePromise<Plan> answer = Workflow.newPromise();
    CancellationScope asking =
        Workflow.newCancellationScope(
            () -> answer.completeFrom(Async.function(planner::awaitPlan, request)));
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
    nodes.start(target, orders.start(), poolSize);
    if (orders.retarget() > 0) {
      waits.writing().retarget(target);
    }
    nodes.adopt(target, orders.adopt());
  }

  private RolloutResult end(RolloutPhase phase, String message) {
    ending = phase;
    nodes.awaitStarts();
    display.showEnd(target, phase, message, successor);
    recordEnd(target, phase, message);
    if (successor != null) {
      // A cancel that came meanwhile was meant for what comes next, and nobody would tell that.
      CancellationScope.throwCanceled();
    }
    return new RolloutResult(phase, message);
  }

  private void settle() {
    ending = RolloutPhase.CANCELLED;
    nodes.awaitStarts();
    RolloutTarget cancelled = Objects.requireNonNullElse(successor, target);
    display.showEnd(
        cancelled, RolloutPhase.CANCELLED, "cancelled; restores what is in flight", null);
    Settled settled = waits.restoring().settle(cancelled, nodes.known(), pause.get());
    String message = settled.text(target.pool());
    display.showLast(cancelled, RolloutPhase.CANCELLED, message, null);
    recordEnd(cancelled, RolloutPhase.CANCELLED, message);
  }

  /**
   * The last word is written again for whoever pauses meanwhile: the next run reads it there, and
   * the sender was told that the signal arrived.
   */
  private void recordEnd(RolloutTarget of, RolloutPhase phase, String message) {
    Pause written;
    do {
      Workflow.await(Workflow::isEveryHandlerFinished);
      written = pause.get();
      Report last = Report.last(phase, message, written);
      steps.run(step -> step.recordEnd(of, last));
    } while (!Objects.equals(written, pause.get()) || !Workflow.isEveryHandlerFinished());
  }

  private void continueAsNew() {
    nodes.awaitStarts();
    Workflow.await(Workflow::isEveryHandlerFinished);
    // No await notices a cancel, and the next run would not hear of it.
    CancellationScope.throwCanceled();
    Workflow.newContinueAsNewStub(PoolRolloutWorkflow.class)
        .roll(
            new PoolRolloutInput(
                target,
                pause.get(),
                new Progress(nodes.started(), startedAt, adoptAt, verbs.word())));
  }

  @Override
  public SteerAnswer steer(RolloutTarget asked) {
    // Whoever cancelled did not know of this target, so that it must not be cancelled with the old.
    if (ending != null || whole.isCancelRequested()) {
      return SteerAnswer.ENDING;
    }
    if (successor != null
        || !asked.digest().equals(target.digest())
        || !asked.image().equals(target.image())) {
      successor = asked;
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
    pause.begin(reason, now());
  }

  @Override
  public void resume() {
    pause.end();
  }

  @Override
  public RolloutProgress progress() {
    return new RolloutProgress(target, startedAt, display.report());
  }

  /** Where it is for whoever tells it something. */
  private RunStanding standing() {
    RolloutPhase phase =
        Objects.requireNonNullElse(
            ending, successor == null ? display.phase() : RolloutPhase.SUPERSEDED);
    return new RunStanding(
        target, whole.isCancelRequested() ? RolloutPhase.CANCELLED : phase, pause.get());
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
