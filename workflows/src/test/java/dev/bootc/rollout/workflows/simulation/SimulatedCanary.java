package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.plan.RolloutSteps;
import dev.bootc.rollout.workflows.plan.RolloutSteps.Step;
import dev.bootc.rollout.workflows.plan.StepApproval;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * One node goes first, then half of them, then all.
 *
 * @param soak how long the canary is watched
 * @param asks whether somebody has to approve the first step
 * @param approvedImage the newest that somebody approved it for; 0 for none
 */
record SimulatedCanary(Duration soak, boolean asks, int approvedImage) {

  static SimulatedCanary any(Random dice) {
    return new SimulatedCanary(Duration.ofSeconds(dice.nextInt(120)), dice.nextBoolean(), 0);
  }

  SimulatedCanary approved(int image) {
    return new SimulatedCanary(soak, asks, image);
  }

  RolloutSteps asked() {
    String digits = Images.digest(approvedImage).substring("sha256:".length());
    return new RolloutSteps(
        List.of(new Step(1, false, soak, asks), new Step(50, true, Duration.ZERO, false)),
        approvedImage == 0 ? null : StepApproval.of("1 " + digits, "a person"));
  }

  /**
   * Whether so many nodes may have been tried at an image.
   *
   * @param updated when those were that are, and up; the earliest first
   */
  boolean lets(int tried, int nodes, List<Instant> updated, boolean approved, Instant now) {
    if (nodes <= 1 || tried <= 1) {
      return true;
    }
    boolean canaryIsDone =
        !updated.isEmpty() && !now.isBefore(updated.getFirst().plus(soak)) && (!asks || approved);
    int half = (nodes + 1) / 2;
    return canaryIsDone && (tried <= half || updated.size() >= half);
  }
}
