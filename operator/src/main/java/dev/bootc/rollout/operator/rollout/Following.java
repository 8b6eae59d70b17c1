package dev.bootc.rollout.operator.rollout;

import java.time.Duration;
import java.time.Instant;

/** Whether a run follows what a pool asks for. */
public sealed interface Following {

  /** A run follows it. */
  record Followed() implements Following {}

  /** Nothing is left to do, so no run is needed. */
  record NotNeeded() implements Following {}

  /**
   * The run that is open has to end first.
   *
   * @param after when to ask again
   */
  record AskAgain(Duration after) implements Following {}

  /** Somebody cancelled the rollout to this target; only a changed spec starts another. */
  record Cancelled() implements Following {}

  /**
   * The run that is open does not accept the target.
   *
   * @param why for humans
   */
  record Refused(String why) implements Following {}

  /**
   * Temporal does not answer, or not as it must. Nothing new is started meanwhile.
   *
   * @param since when it answered last
   * @param why for humans, with the mend where one is known
   */
  record Unreachable(Instant since, String why) implements Following {}
}
