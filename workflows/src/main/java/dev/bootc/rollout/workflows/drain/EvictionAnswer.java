package dev.bootc.rollout.workflows.drain;

import java.time.Duration;

/** What the Eviction API said. */
public sealed interface EvictionAnswer {

  /** The pod is on its way. */
  record Evicted() implements EvictionAnswer {}

  /** There is no such pod any more; another one may have its name by now. */
  record Gone() implements EvictionAnswer {}

  /**
   * Not now.
   *
   * @param why with the mend; pods that are held by the same say the same
   * @param askAgainIn what the server asks for; zero where it says nothing
   */
  record Refused(String why, Duration askAgainIn) implements EvictionAnswer {}
}
