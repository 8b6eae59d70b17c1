package dev.bootc.rollout.workflows.pool;

import dev.bootc.rollout.api.AllowedVerbs;
import dev.bootc.rollout.workflows.ActivityPolicies;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.verb.RunStanding;
import dev.bootc.rollout.workflows.verb.Verb;
import dev.bootc.rollout.workflows.verb.VerbAnswer;
import dev.bootc.rollout.workflows.verb.VerbDecision;
import dev.bootc.rollout.workflows.verb.VerbOrder;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.UpdateInfo;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the updates of a run. A pause holds at once; everything else is written to the cluster,
 * where the rollout and whoever comes after it find it.
 */
final class VerbsByUpdate implements RolloutVerbs {
  /** Failure type of what is refused once it was looked at more closely. */
  private static final String REFUSED = "Refused";

  /** Failure type of what nobody has answered in time. */
  private static final String UNANSWERED = "Unanswered";

  private final PauseBySignal pause;
  private final Supplier<RunStanding> standing;
  private final Runnable changed;
  private final PoolStepActivities steps;
  private @Nullable String word;

  VerbsByUpdate(
      String pool,
      @Nullable String fromBefore,
      PauseBySignal pause,
      Supplier<RunStanding> standing,
      Runnable changed) {
    this.word = fromBefore;
    this.pause = pause;
    this.standing = standing;
    this.changed = changed;
    this.steps =
        Workflow.newActivityStub(
            PoolStepActivities.class, ActivityPolicies.verb("what somebody wants of pool " + pool));
  }

  /** What was carried out last, by whom, when and why; absent where nothing was. */
  @Nullable String word() {
    return word;
  }

  @Override
  public VerbAnswer pause(@Nullable String reason, @Nullable String who) {
    return obey(VerbOrder.of(Verb.PAUSE, null, reason, who));
  }

  @Override
  public void validatePause(@Nullable String reason, @Nullable String who) {
    validate(VerbOrder.of(Verb.PAUSE, null, reason, who));
  }

  @Override
  public VerbAnswer resume(@Nullable String who) {
    return obey(VerbOrder.of(Verb.RESUME, null, null, who));
  }

  @Override
  public void validateResume(@Nullable String who) {
    validate(VerbOrder.of(Verb.RESUME, null, null, who));
  }

  @Override
  public VerbAnswer approve(@Nullable String digest, @Nullable String who) {
    return obey(VerbOrder.of(Verb.APPROVE, digest, null, who));
  }

  @Override
  public void validateApprove(@Nullable String digest, @Nullable String who) {
    validate(VerbOrder.of(Verb.APPROVE, digest, null, who));
  }

  @Override
  public VerbAnswer approveStep(@Nullable String step, @Nullable String who) {
    return obey(VerbOrder.of(Verb.APPROVE_STEP, step, null, who));
  }

  @Override
  public void validateApproveStep(@Nullable String step, @Nullable String who) {
    validate(VerbOrder.of(Verb.APPROVE_STEP, step, null, who));
  }

  @Override
  public VerbAnswer retry(@Nullable String node, @Nullable String who) {
    return obey(VerbOrder.of(Verb.RETRY, node, null, who));
  }

  @Override
  public void validateRetry(@Nullable String node, @Nullable String who) {
    validate(VerbOrder.of(Verb.RETRY, node, null, who));
  }

  @Override
  public VerbAnswer skip(@Nullable String node, @Nullable String reason, @Nullable String who) {
    return obey(VerbOrder.of(Verb.SKIP, node, reason, who));
  }

  @Override
  public void validateSkip(@Nullable String node, @Nullable String reason, @Nullable String who) {
    validate(VerbOrder.of(Verb.SKIP, node, reason, who));
  }

  @Override
  public VerbAnswer checkNow(@Nullable String who) {
    return obey(VerbOrder.of(Verb.CHECK_NOW, null, null, who));
  }

  @Override
  public void validateCheckNow(@Nullable String who) {
    validate(VerbOrder.of(Verb.CHECK_NOW, null, null, who));
  }

  @Override
  public VerbAnswer cancel(@Nullable String reason, @Nullable String who) {
    return obey(VerbOrder.of(Verb.CANCEL, null, reason, who));
  }

  @Override
  public void validateCancel(@Nullable String reason, @Nullable String who) {
    validate(VerbOrder.of(Verb.CANCEL, null, reason, who));
  }

  @Override
  public VerbAnswer undo(@Nullable String reason, @Nullable String who) {
    return obey(VerbOrder.of(Verb.UNDO, null, reason, who));
  }

  @Override
  public void validateUndo(@Nullable String reason, @Nullable String who) {
    validate(VerbOrder.of(Verb.UNDO, null, reason, who));
  }

  private void validate(VerbOrder order) {
    if (VerbDecision.of(order, standing.get()) instanceof VerbDecision.Refused(String why)) {
      throw new IllegalArgumentException(why);
    }
  }

  /**
   * Looks again: between the validator and this another update may have come. What is begun is
   * finished where the run is cancelled meanwhile, since that may be what it does.
   */
  private VerbAnswer obey(VerbOrder order) {
    CompletablePromise<VerbAnswer> became = Workflow.newPromise();
    Workflow.newDetachedCancellationScope(() ->
            became.complete(
                switch (VerbDecision.of(order, standing.get())) {
                  case VerbDecision.Allowed() -> carryOut(order);
                  case VerbDecision.AlreadySo(String why) -> VerbAnswer.alreadySo(why);
                  case VerbDecision.Refused(String why) -> VerbAnswer.refused(why);
                }))
        .run();
    VerbAnswer answer = became.get();
    if (answer.outcome() == VerbAnswer.Outcome.REFUSED) {
      throw ApplicationFailure.newNonRetryableFailure(answer.text(), REFUSED);
    }
    return answer;
  }

  private VerbAnswer carryOut(VerbOrder order) {
    return switch (order.verb()) {
      case PAUSE -> {
        pause.begin("update", order.reason(), now(), () -> sender(order));
        yield VerbAnswer.done("no new slot is taken before it is resumed; nodes in flight finish");
      }
      case RESUME -> resume(order);
      case APPROVE, APPROVE_STEP, RETRY, SKIP, CHECK_NOW, CANCEL, UNDO ->
          write(order, sender(order));
    };
  }

  /** What was paused here goes on at once; a pause of the spec's is the pool's own. */
  private VerbAnswer resume(VerbOrder order) {
    RolloutTarget target = standing.get().target();
    boolean pausedHere = pause.get() != null;
    pause.end();
    String by = sender(order);
    boolean mayEditTheField = target.verbs() == AllowedVerbs.ALL;
    return target.pause() != null && (mayEditTheField || !pausedHere)
        ? write(order, by)
        : noted(
            VerbAnswer.done(target.pause() == null ? "goes on" : "still " + target.pause().text()),
            order,
            by);
  }

  private VerbAnswer write(VerbOrder order, String by) {
    try {
      return noted(steps.carryOut(standing.get().target(), order, by), order, by);
    } catch (ActivityFailure unanswered) {
      throw ApplicationFailure.newNonRetryableFailureWithCause(
          "not known to be done: the API server or every operator is away, or busy; say it again",
          UNANSWERED,
          unanswered);
    }
  }

  private VerbAnswer noted(VerbAnswer answer, VerbOrder order, String by) {
    if (answer.outcome() == VerbAnswer.Outcome.DONE) {
      word = order.told(by, now().toString());
      changed.run();
    }
    return answer;
  }

  private String sender(VerbOrder order) {
    WorkflowInfo run = Workflow.getInfo();
    String updateId = Workflow.getCurrentUpdateInfo().map(UpdateInfo::getUpdateId).orElse("");
    try {
      return order.by(steps.senderOfUpdate(run.getWorkflowId(), run.getRunId(), updateId));
    } catch (ActivityFailure unknown) {
      return order.by("an unknown sender");
    }
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
