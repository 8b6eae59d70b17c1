package dev.bootc.rollout.agent.plan;

import java.util.Optional;

/**
 * What to do, and what to say before doing it.
 *
 * @param action the next step
 * @param report what the status shall say; empty leaves it as it is
 */
public record Decision(Action action, Optional<Report> report) {
  static Decision of(Action action, Report report) {
    return new Decision(action, Optional.of(report));
  }

  static Decision silent(Action action) {
    return new Decision(action, Optional.empty());
  }
}
