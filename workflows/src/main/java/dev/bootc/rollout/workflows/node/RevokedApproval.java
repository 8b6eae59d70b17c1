package dev.bootc.rollout.workflows.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an approval that was taken back may still lead to. An agent that has read it carries it out,
 * so the cordon stays until the agent has read that it is gone, or its host is back: pods that came
 * meanwhile would go down with it.
 *
 * @param at when it was taken back
 * @param heard whether the agent has read what is asked for by now
 * @param rebooting whether the agent says that it reboots
 */
public record RevokedApproval(Instant at, boolean heard, boolean rebooting) {
  /** An agent that is silent for so long does not carry out what it has read before. */
  static final Duration HEARD_WITHIN = Duration.ofSeconds(30);

  /**
   * A host that was told to reboot is down by then, and no pod is sent there: systemd gives what
   * runs 90 seconds to stop.
   */
  static final Duration DOWN_WITHIN = Duration.ofMinutes(2);

  /** Why the host may still go down for it; empty once it does not, as far as can be known. */
  public Optional<String> mayBeCarriedOut(Instant now) {
    Duration since = Duration.between(at, now);
    if (rebooting) {
      return since.compareTo(DOWN_WITHIN) < 0
          ? Optional.of("its host was rebooting when the approval was taken back")
          : Optional.empty();
    }
    return heard || since.compareTo(HEARD_WITHIN) >= 0
        ? Optional.empty()
        : Optional.of("its agent has not heard yet that the approval was taken back");
  }
}
