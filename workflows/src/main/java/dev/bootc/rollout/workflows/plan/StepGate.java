package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.RolloutSteps.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a rollout stands in its steps. Nothing is remembered: who was tried at the target, how that
 * ended and when is written on the BootcNodes, so a soak goes on over every restart. A step is done
 * once as many nodes as it names were updated because of the rollout and are up; nodes that ran the
 * target before prove nothing about it.
 *
 * @param closed why no node at all may be started; empty where some may
 * @param most nodes that may have been tried at the target
 * @param until when that changes by time alone
 * @param text what nodes wait for that may not be started because of it
 * @param last whether no step is before us any more
 */
record StepGate(
    Optional<WaitReason> closed, int most, Optional<Instant> until, String text, boolean last) {
  private static final StepGate NO_STEPS =
      new StepGate(Optional.empty(), Integer.MAX_VALUE, Optional.empty(), "", true);

  static StepGate of(Situation situation, Instant now) {
    RolloutSteps steps = situation.target().steps();
    return steps == null ? NO_STEPS : new Climb(situation, steps, now).gate();
  }

  /**
   * Those who were tried at the target, or are being tried; what a person cancelled is no try, and
   * who is skipped makes way for another.
   */
  static Set<String> tried(Situation situation) {
    Set<String> tried = new TreeSet<>();
    for (NodeView node : situation.nodes()) {
      if (situation.isTaken(node) || isTried(situation, node)) {
        tried.add(node.name());
      }
    }
    return tried;
  }

  private static boolean isTried(Situation situation, NodeView node) {
    Verdict verdict = node.verdict();
    return situation.standingOf(node) != Standing.SKIPPED
        && situation.isOnTarget(node)
        && verdict != null
        && verdict.digest().equals(situation.digest().text())
        && verdict.outcome() != Verdict.Outcome.CANCELLED;
  }

  /** From step to step as far as they are done. */
  private record Climb(Situation situation, RolloutSteps steps, Instant now) {

    StepGate gate() {
      List<Instant> updated = updated();
      int nodes = situation.nodes().size();
      for (int i = 0; i < steps.steps().size(); i++) {
        Step step = steps.steps().get(i);
        int size = step.of(nodes);
        String name = "step %d of %d (%s)".formatted(i + 1, steps.steps().size(), nodes(size));
        if (size > nodes && nodes > 0) {
          return closed(WaitReason.STEP_TOO_LARGE, tooLarge(i, step, nodes), Optional.empty());
        }
        if (size >= nodes) {
          return NO_STEPS;
        }
        if (updated.size() < size) {
          return new StepGate(
              Optional.empty(), size, Optional.empty(), name + " goes first" + unfinished(), false);
        }
        Instant soaked = updated.get(size - 1).plus(step.soak());
        if (now.isBefore(soaked)) {
          return closed(WaitReason.SOAKING, name + " soaks until " + soaked, Optional.of(soaked));
        }
        if (step.approval() && approved() <= i) {
          return closed(WaitReason.STEP_APPROVAL, name + howToApprove(i + 1), Optional.empty());
        }
      }
      return NO_STEPS;
    }

    private static StepGate closed(WaitReason why, String text, Optional<Instant> until) {
      return new StepGate(Optional.of(why), 0, until, text, false);
    }

    private static String nodes(int size) {
      return size == 1 ? "1 node" : size + " nodes";
    }

    /** When those were updated that are up, the earliest first. */
    private List<Instant> updated() {
      List<Instant> times = new ArrayList<>();
      for (NodeView node : situation.nodes(Standing.UPDATED)) {
        if (isTried(situation, node) && node.readiness() != Readiness.NOT_READY) {
          Verdict verdict = node.verdict();
          times.add(verdict == null ? Instant.EPOCH : verdict.time().orElse(Instant.EPOCH));
        }
      }
      return times.stream().sorted().toList();
    }

    private int approved() {
      StepApproval approval = steps.approval();
      return approval != null && approval.isAbout(situation.digest()) ? approval.step() : 0;
    }

    private String howToApprove(int step) {
      return " is done; to go on: kubectl annotate bnp %s --overwrite %s=\"%d %s\""
          .formatted(
              situation.target().pool(),
              BootcApi.APPROVED_STEP,
              step,
              situation.digest().text().substring("sha256:".length()).substring(0, 12));
    }

    private static String tooLarge(int index, Step step, int nodes) {
      return "spec.rollout.steps[%d].nodes is %s, and the pool has %d: give fewer, or a percentage"
          .formatted(index, step, nodes);
    }

    /**
     * Who of the step is neither done nor under way: nobody else is tried before that is mended.
     */
    private String unfinished() {
      List<String> names =
          situation.nodes().stream()
              .filter(node -> isTried(situation, node) && !situation.isTaken(node))
              .filter(node ->
                  situation.standingOf(node) != Standing.UPDATED
                      || node.readiness() == Readiness.NOT_READY)
              .map(NodeView::name)
              .toList();
      return names.isEmpty() ? "" : ": not updated and Ready: " + Wording.first(names);
    }
  }
}
