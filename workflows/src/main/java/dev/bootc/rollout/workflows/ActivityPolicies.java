package dev.bootc.rollout.workflows;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/** Every timeout and retry of the rollout, each with its reason. */
public final class ActivityPolicies {

  /**
   * A wait takes as long as it takes; a bound must be given, and when it is reached the wait is
   * simply asked again.
   */
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(30);

  /**
   * After a crash another worker takes over a read-only wait within this time. Shorter costs the
   * server more than it gains.
   */
  private static final Duration WAIT_HEARTBEAT = Duration.ofSeconds(10);

  /**
   * Longer than one request to the API server may take: between two heartbeats lies an eviction,
   * and a slow webhook must not begin the drain anew for ever.
   */
  private static final Duration DRAIN_HEARTBEAT = Duration.ofSeconds(15);

  /**
   * Longer than all requests of a step may take together, so that none of an attempt that was given
   * up comes after the next attempt's.
   */
  private static final Duration SHORT_STEP = Duration.ofMinutes(1);

  /**
   * Each attempt holds the workflow task open, which costs three events every eight seconds and
   * ties the workflow to one worker: 60 events where all requests of all attempts take as long as
   * they may. What fails so often is not a hiccup of the API server's.
   */
  private static final int ATTEMPTS_IN_THE_TASK = 3;

  /** Writing the target to 5,000 nodes takes about a minute, and so does restoring many. */
  private static final Duration WRITES_TO_ALL = Duration.ofMinutes(10);

  /** A person waits for the answer to an update, and can say it again. */
  private static final Duration VERB = Duration.ofSeconds(30);

  /** For ever: an API server that is away comes back, and giving up would leave a node cordoned. */
  private static final RetryOptions UNTIL_IT_WORKS =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofMillis(200))
          .setBackoffCoefficient(2)
          .setMaximumInterval(Duration.ofSeconds(10))
          .build();

  private static final RetryOptions A_FEW_TIMES =
      UNTIL_IT_WORKS.toBuilder().setMaximumAttempts(ATTEMPTS_IN_THE_TASK).build();

  private ActivityPolicies() {}

  /** A read-only wait: given up at once on cancellation, the worker notices later. */
  public static ActivityOptions wait(String summary) {
    return waitOn(summary, WAIT_HEARTBEAT, ActivityCancellationType.TRY_CANCEL);
  }

  /** The drain: on cancellation nothing may follow before the last eviction was sent. */
  public static ActivityOptions drain(String summary) {
    return waitOn(summary, DRAIN_HEARTBEAT, ActivityCancellationType.WAIT_CANCELLATION_COMPLETED);
  }

  /**
   * A short step, run inside the workflow task: a remote one would leave its slot idle for about 80
   * ms. Fails once it has failed a few times; see {@link ShortSteps}.
   */
  public static LocalActivityOptions shortStep(String summary) {
    return LocalActivityOptions.newBuilder()
        .setStartToCloseTimeout(SHORT_STEP)
        .setRetryOptions(A_FEW_TIMES)
        .setSummary(summary)
        .build();
  }

  /**
   * The same step as an activity of its own: three events, however long the API server is away. On
   * cancellation nothing may follow before an attempt under way has come to its end.
   */
  static ActivityOptions outlastingStep(String summary) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(SHORT_STEP)
        .setRetryOptions(UNTIL_IT_WORKS)
        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        .setSummary(summary)
        .build();
  }

  /**
   * What a person wants of a rollout, by update: of its own, since the history that tells who sent
   * it is written once its task is done.
   */
  public static ActivityOptions verb(String summary) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(WAIT_HEARTBEAT)
        .setScheduleToCloseTimeout(VERB)
        .setRetryOptions(UNTIL_IT_WORKS)
        .setSummary(summary)
        .build();
  }

  /** Writing to all nodes of a pool, or to all in flight. */
  public static ActivityOptions writesToAll(String summary) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(WRITES_TO_ALL)
        .setHeartbeatTimeout(WAIT_HEARTBEAT)
        .setRetryOptions(UNTIL_IT_WORKS)
        .setSummary(summary)
        .build();
  }

  private static ActivityOptions waitOn(
      String summary, Duration heartbeat, ActivityCancellationType cancellation) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(AS_LONG_AS_IT_TAKES)
        .setHeartbeatTimeout(heartbeat)
        .setRetryOptions(UNTIL_IT_WORKS)
        .setCancellationType(cancellation)
        .setSummary(summary)
        .build();
  }
}
