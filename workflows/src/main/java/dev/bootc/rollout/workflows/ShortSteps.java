package dev.bootc.rollout.workflows;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Carries out short steps: inside the workflow task, which costs one event and no trip; and where
 * that does not come to an end within a few attempts, as an activity of its own, which waits an
 * outage out without another event and without holding its workflow to one worker.
 *
 * @param <A> the activity interface of the steps
 */
public final class ShortSteps<A> {
  private final A inTask;
  private final A onTheirOwn;

  private ShortSteps(A inTask, A onTheirOwn) {
    this.inTask = inTask;
    this.onTheirOwn = onTheirOwn;
  }

  /** Steps that the Web UI shows under that summary. */
  public static <A> ShortSteps<A> of(Class<A> activities, String summary) {
    return new ShortSteps<>(
        Workflow.newLocalActivityStub(activities, ActivityPolicies.shortStep(summary)),
        Workflow.newActivityStub(activities, ActivityPolicies.outlastingStep(summary)));
  }

  /** The answer of a step, however long it takes. */
  public <T> T ask(Function<A, T> step) {
    try {
      return step.apply(inTask);
    } catch (ActivityFailure unanswered) {
      if (unanswered.getCause() instanceof CanceledFailure) {
        throw unanswered;
      }
      return step.apply(onTheirOwn);
    }
  }

  /** The answer of a step that nobody needs to wait for when it fails. */
  public <T> Optional<T> tryToAsk(Function<A, T> step) {
    try {
      return Optional.of(step.apply(inTask));
    } catch (ActivityFailure unanswered) {
      return Optional.empty();
    }
  }

  /** A step without an answer. */
  public void run(Consumer<A> step) {
    this.<Boolean>ask(activities -> {
      step.accept(activities);
      return true;
    });
  }
}
