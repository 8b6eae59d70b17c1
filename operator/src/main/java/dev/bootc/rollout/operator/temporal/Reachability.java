package dev.bootc.rollout.operator.temporal;

import java.time.Instant;

/** Whether Temporal answers as it must. */
public sealed interface Reachability {

  /** It does. */
  record Reachable() implements Reachability {}

  /**
   * It does not.
   *
   * @param since when that began
   * @param why for humans, with the mend where one is known
   */
  record Unreachable(Instant since, String why) implements Reachability {}
}
