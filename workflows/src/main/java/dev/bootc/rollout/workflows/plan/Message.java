package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.BootcApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one line that says what happens, and why nothing else does. Without anything relative to the
 * clock: a line that changes by itself would wake everybody who waits for a change.
 */
final class Message {
  private Message() {}

  static String of(Situation situation, Brakes brakes, List<WaitingGroup> waiting) {
    Report.Counts counts = situation.counts();
    if (counts.total() == 0) {
      return "0/0 updated: the pool has no nodes";
    }
    List<String> parts = new ArrayList<>(ofAllNodes(situation, brakes));
    parts.add(counts.updated() + "/" + counts.total() + " updated");
    if (counts.inFlight() > 0) {
      List<String> held = new ArrayList<>(NodeReports.heldDrains(situation));
      held.addAll(Gates.heldNodes(situation));
      parts.add(
          counts.inFlight()
              + " in flight"
              + (held.isEmpty() ? "" : " (" + Wording.first(held) + ")"));
    }
    waiting.stream().map(Message::waitingText).forEach(parts::add);
    if (counts.failed() > 0) {
      parts.add(failedText(situation, counts));
    }
    parts.addAll(ofSkips(situation));
    if (counts.areDone() && brakes.pauses().any()) {
      parts.add(brakes.pauses().keptText());
    }
    return String.join("; ", parts);
  }

  /** What holds for all of them, whatever their own state. */
  private static List<String> ofAllNodes(Situation situation, Brakes brakes) {
    List<String> parts = new ArrayList<>();
    Undo undo = situation.target().undo();
    if (undo != null) {
      parts.add(undo.text(situation.target().pool()));
    }
    if (brakes.halt().isWorthTelling()) {
      parts.add(brakes.halt().text());
    }
    if (brakes.pauses().any() && !situation.counts().areDone()) {
      parts.add(brakes.pauses().text());
    }
    approvalText(situation).ifPresent(parts::add);
    if (!brakes.window().overrideText().isEmpty()) {
      parts.add(brakes.window().overrideText());
    }
    if (situation.target().waitsForApproval() && !situation.counts().areDone()) {
      parts.add(WaitingGroup.text(WaitReason.APPROVAL, situation, brakes));
    }
    return parts;
  }

  private static List<String> ofSkips(Situation situation) {
    List<String> parts = new ArrayList<>();
    List<String> skipped = NodeReports.skipped(situation);
    if (!skipped.isEmpty()) {
      parts.add(skipped.size() + " skipped: " + Wording.first(skipped));
    }
    List<String> pointless = NodeReports.pointlessSkips(situation);
    if (!pointless.isEmpty()) {
      parts.add(
          BootcApi.SKIP
              + " does nothing on "
              + Wording.first(pointless)
              + ": give it a digest, as status.targetDigest does");
    }
    return parts;
  }

  /** Who approved a step of this very image. */
  private static Optional<String> approvalText(Situation situation) {
    return Optional.ofNullable(situation.target().steps())
        .flatMap(steps -> Optional.ofNullable(steps.approval()))
        .filter(approval -> approval.isAbout(situation.digest()))
        .map(approval -> Wording.oneLine(approval.text()));
  }

  /** These reasons lead the line already. */
  private static String waitingText(WaitingGroup group) {
    String count = group.nodes().size() + (group.nodes().size() == 1 ? " waits" : " wait");
    return switch (group.reason()) {
      case HALTED, PAUSED, APPROVAL -> count;
      case RETARGETED,
          STAGING_TURN,
          TARGET_REFUSED,
          NOT_READY,
          NOT_REPORTED,
          STAGING,
          REBOOTS_UNASKED,
          REBOOTED_IN_VAIN,
          OTHERS_RETARGETED_FIRST,
          NO_SLOTS,
          GATE_ERROR,
          DEPENDS_ON,
          STEP_TOO_LARGE,
          SOAKING,
          STEP_APPROVAL,
          STEP_BATCH,
          IMAGE_AGE,
          WINDOW,
          PREFLIGHT,
          CORDONED_GOES_LAST,
          CONTROL_PLANE_GOES_LAST,
          LIFELINE_GOES_LAST,
          CONTROL_PLANE_TURN,
          LIFELINE_TURN,
          CONTROL_PLANE_GOES_FIRST,
          OTHER_GROUP_FIRST,
          ZONE_TURN,
          BUDGET,
          CLUSTER_CAP ->
          count + ": " + group.text() + names(group);
    };
  }

  private static String names(WaitingGroup group) {
    return group.reason().namesNodes() ? " (" + Wording.first(group.nodes()) + ")" : "";
  }

  /** Where nothing but failures is left, the line is the only place to say what they are. */
  private static String failedText(Situation situation, Report.Counts counts) {
    return counts.failed() + " failed: " + Wording.first(NodeReports.failedAlike(situation));
  }
}
