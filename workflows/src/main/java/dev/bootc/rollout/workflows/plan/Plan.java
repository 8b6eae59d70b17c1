package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.RolloutPhase;

/**
 * What to do next, and where that leaves the rollout.
 *
 * @param orders what is to be done
 * @param report why nothing else is, once they are carried out
 */
public record Plan(Orders orders, Report report) {

  /** Where the rollout is. */
  public RolloutPhase phase() {
    return report.phase();
  }
}
