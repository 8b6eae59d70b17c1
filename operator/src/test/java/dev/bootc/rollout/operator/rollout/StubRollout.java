package dev.bootc.rollout.operator.rollout;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PoolRolloutInput;
import dev.bootc.rollout.workflows.pool.PoolRolloutWorkflow;
import dev.bootc.rollout.workflows.pool.RolloutProgress;
import dev.bootc.rollout.workflows.pool.RolloutResult;
import dev.bootc.rollout.workflows.pool.SteerAnswer;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;

/**
 * A run that only answers: it follows targets with its digest, ends when another supersedes it, and
 * remembers the pause it was started with as its {@code startedAt}.
 */
public final class StubRollout implements PoolRolloutWorkflow {
  static final String TOO_LONG = "the history is too long";

  private final Instant pausedSince;
  private RolloutTarget target;
  private boolean superseded;
  private boolean finished;
  private boolean tooLong;

  @WorkflowInit
  public StubRollout(PoolRolloutInput input) {
    target = input.target();
    pausedSince = input.pause() == null ? Instant.EPOCH : input.pause().since();
  }

  @Override
  public RolloutResult roll(PoolRolloutInput input) {
    Workflow.await(() -> superseded || finished || tooLong);
    if (tooLong) {
      Workflow.continueAsNew(new PoolRolloutInput(target, null, null));
    }
    return new RolloutResult(
        finished ? RolloutPhase.COMPLETED : RolloutPhase.SUPERSEDED, "told to");
  }

  @Override
  public SteerAnswer steer(RolloutTarget asked) {
    if (!asked.digest().equals(target.digest())) {
      superseded = true;
      return SteerAnswer.SUPERSEDED;
    }
    target = asked;
    return SteerAnswer.FOLLOWED;
  }

  @Override
  public void validateSteer(RolloutTarget asked) {
    if (asked.generation() < target.generation()) {
      throw new IllegalArgumentException("generation " + asked.generation() + " is older");
    }
  }

  /** Here: a step that takes long holds the run's task; or the history is too long. */
  @Override
  public void pause(String reason) {
    if (reason.equals(TOO_LONG)) {
      tooLong = true;
      return;
    }
    Workflow.newLocalActivityStub(
            LongStep.class,
            LocalActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(1)).build())
        .takeLong();
  }

  /** A step as it is while the API server is slow. */
  @ActivityInterface
  public interface LongStep {
    @ActivityMethod
    void takeLong();
  }

  /** Here: finish. */
  @Override
  public void resume() {
    finished = true;
  }

  @Override
  public RolloutProgress progress() {
    return new RolloutProgress(target, pausedSince, null);
  }
}
