package dev.bootc.rollout.operator.rollout;

import java.time.Duration;
import java.time.Instant;

/** Whether a run follows what a pool asks for. */
public sealed interface FollowAnswer {

  /** A run follows it. */
  record Followed() implements FollowAnswer {}

  /** Nothing is left to do, so no run is needed. */
  record NotNeeded() implements FollowAnswer {}

  /**
   * The run that is open has to end first.
   *
   * @param after when to ask again
   */
  record AskAgain(Duration after) implements FollowAnswer {}

  /** Somebody cancelled the rollout to this target; only a changed spec starts another. */
  record Cancelled() implements FollowAnswer {}

  /**
   * The run that is open does not accept the target.
   *
   * @param why for humans
   */
  record Refused(String why) implements FollowAnswer {}

  /**
   * A run is there and cannot go on.
   *
   * @param workflowId of the pool or of one of its nodes
   * @param cause in a word
   * @param why for humans, with the mend
   */
  record Stalled(String workflowId, Cause cause, String why) implements FollowAnswer {

    /** What keeps it. */
    public enum Cause {
      /** Workers fail at its tasks. */
      TASKS_FAIL,
      /** What it waits for is held by a worker that is none of ours, or by nobody. */
      NOBODY_CARRIES_IT_OUT
    }
  }

  /**
   * Nothing is begun, and nothing goes on, before somebody else has mended something.
   *
   * @param why for humans, with the mend
   */
  record Withheld(String why) implements FollowAnswer {}

  /**
   * Temporal does not answer, or not as it must. Nothing new is started meanwhile.
   *
   * @param since when it answered last
   * @param why for humans, with the mend where one is known
   */
  record Unreachable(Instant since, String why) implements FollowAnswer {}
}
