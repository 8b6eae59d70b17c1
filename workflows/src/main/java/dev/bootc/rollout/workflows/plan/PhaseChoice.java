package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;

/** Where the rollout is. */
final class PhaseChoice {
  private PhaseChoice() {}

  /**
   * The first that holds.
   *
   * <ol>
   *   <li>completed, or rolled back: every node is updated or skipped, also while paused, since
   *       nothing is left to wait for;
   *   <li>halted, before paused: it is what a human has to mend, and resuming would not help; the
   *       message names the pause too;
   *   <li>paused;
   *   <li>waiting for approval, whatever is in flight: nothing else begins;
   *   <li>rolling: something is in flight, or a node could start but for a stated limit;
   *   <li>staging: a node is on its way to the target;
   *   <li>blocked: what is left has failed, is down, cannot be given the target, or cannot be
   *       drained.
   * </ol>
   */
  static RolloutPhase of(Situation situation, Brakes brakes) {
    Report.Counts counts = situation.counts();
    if (counts.areDone()) {
      return situation.target().undo() == null ? RolloutPhase.COMPLETED : RolloutPhase.ROLLED_BACK;
    }
    if (brakes.halt().holds()) {
      return RolloutPhase.HALTED;
    }
    if (brakes.pauses().any()) {
      return RolloutPhase.PAUSED;
    }
    if (situation.target().waitsForApproval()) {
      return RolloutPhase.WAITING_FOR_APPROVAL;
    }
    if (counts.inFlight() > 0 || anyNotDown(situation, Standing.STAGED)) {
      return RolloutPhase.ROLLING;
    }
    return !brakes.staging().given().isEmpty() || anyNotDown(situation, Standing.PREPARING)
        ? RolloutPhase.STAGING
        : RolloutPhase.BLOCKED;
  }

  private static boolean anyNotDown(Situation situation, Standing standing) {
    return situation.nodes(standing).stream()
        .filter(node -> !situation.isRefused(node))
        .filter(node -> standing != Standing.STAGED || situation.leftOut(node).isEmpty())
        .anyMatch(node -> node.readiness() != Readiness.NOT_READY);
  }
}
