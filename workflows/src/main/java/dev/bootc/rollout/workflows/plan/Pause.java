package dev.bootc.rollout.workflows.plan;

import java.time.Instant;

/**
 * Somebody wants no new slot to be taken.
 *
 * @param by who: a field manager, or the identity behind a signal
 * @param reason why, as given; may be empty
 * @param since when
 */
public record Pause(String by, String reason, Instant since) {
  /** One line for status and board. */
  public String text() {
    return "paused by " + by + " since " + since + (reason.isBlank() ? "" : ": " + reason);
  }
}
