package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import dev.bootc.rollout.workflows.window.MinimumAge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Nodes that wait for the same reason, and that reason in words. */
record WaitingGroup(WaitReason reason, String text, List<String> nodes) {
  private static final int LISTED = 10;

  /** Every node that is not updated, in flight or failed, once; the largest group first. */
  static List<WaitingGroup> of(Situation situation, Candidates.Choice choice, Brakes brakes) {
    Map<WaitReason, List<String>> byReason = new EnumMap<>(WaitReason.class);
    for (NodeView node : situation.nodes()) {
      switch (situation.standingOf(node)) {
        case PREPARING -> listed(byReason, preparing(situation, brakes, node)).add(node.name());
        case STAGED -> listed(byReason, staged(node, choice.heldBack())).add(node.name());
        case UPDATED, IN_FLIGHT, SKIPPED, FAILED -> {}
      }
    }
    List<WaitingGroup> groups = new ArrayList<>();
    byReason.forEach((reason, names) ->
        groups.add(new WaitingGroup(reason, text(reason, situation, brakes), names)));
    groups.sort(
        Comparator.comparingInt((WaitingGroup group) -> -group.nodes().size())
            .thenComparing(WaitingGroup::reason));
    return groups;
  }

  WaitingNodes report() {
    return new WaitingNodes(text, nodes.size(), nodes.stream().limit(LISTED).toList());
  }

  private static List<String> listed(Map<WaitReason, List<String>> byReason, WaitReason reason) {
    return byReason.computeIfAbsent(reason, first -> new ArrayList<>());
  }

  /** Why a node that has staged the target does not start. */
  private static WaitReason staged(NodeView node, Map<String, WaitReason> heldBack) {
    WaitReason reason = Objects.requireNonNull(heldBack.get(node.name()));
    return reason.lastsUntilSteered() && node.wasRebootedInVain()
        ? WaitReason.REBOOTED_IN_VAIN
        : reason;
  }

  /** Why a node has not staged the target yet. */
  private static WaitReason preparing(Situation situation, Brakes brakes, NodeView node) {
    if (!situation.isOnTarget(node)) {
      return withoutTarget(situation, brakes, node);
    }
    if (node.readiness() == NodeView.Readiness.NOT_READY) {
      return WaitReason.NOT_READY;
    }
    return switch (node.state()) {
      case STAGING -> WaitReason.STAGING;
      case REBOOTING -> WaitReason.REBOOTS_UNASKED;
      case PENDING, STAGED, UP_TO_DATE, DEGRADED -> WaitReason.NOT_REPORTED;
    };
  }

  private static WaitReason withoutTarget(Situation situation, Brakes brakes, NodeView node) {
    if (situation.isRefused(node)) {
      return WaitReason.TARGET_REFUSED;
    }
    if (!brakes.staging().keepsWaiting(node)) {
      return WaitReason.RETARGETED;
    }
    return node.readiness() == NodeView.Readiness.NOT_READY
        ? WaitReason.NOT_READY
        : WaitReason.STAGING_TURN;
  }

  static String text(WaitReason reason, Situation situation, Brakes brakes) {
    String digest = situation.digest().shortText();
    return switch (reason) {
      case RETARGETED -> "asks for another image; is given " + digest;
      case STAGING_TURN -> brakes.staging().text();
      case TARGET_REFUSED ->
          "cannot be given " + digest + ": " + Wording.brief(situation.whyRefused());
      case NOT_READY -> "Node is not Ready";
      case NOT_REPORTED -> "the agent has not reported on " + digest + " yet";
      case STAGING -> "staging " + digest;
      case REBOOTS_UNASKED -> "reboots, but not because of us";
      case OTHERS_RETARGETED_FIRST -> "every node is given " + digest + " first";
      case HALTED -> brakes.halt().text();
      case PAUSED -> brakes.pauses().text();
      case GATE_ERROR -> Gates.text(situation);
      case DEPENDS_ON -> "depends on " + Wording.first(situation.surroundings().awaited());
      case STEP_TOO_LARGE, SOAKING, STEP_APPROVAL, STEP_BATCH -> brakes.steps().text();
      case IMAGE_AGE -> ageText(situation.target());
      case WINDOW -> brakes.window().closedText();
      case PREFLIGHT -> LeftOutNodes.text(situation);
      case APPROVAL -> ManualApproval.text(situation.target());
      case CORDONED_GOES_LAST -> "cordoned by somebody else: goes last";
      case CONTROL_PLANE_GOES_LAST -> "of the control plane or etcd: goes last";
      case LIFELINE_GOES_LAST -> "runs Temporal, its database or the operator: goes last";
      case CONTROL_PLANE_TURN -> Turns.in(situation).controlPlaneText();
      case LIFELINE_TURN -> Turns.in(situation).lifelineText();
      case CONTROL_PLANE_GOES_FIRST -> "the control plane and etcd go first: order.controlPlane";
      case OTHER_GROUP_FIRST -> "others go first by their label: order.byLabel";
      case ZONE_TURN -> "zones go one at a time: " + Turns.in(situation).zoneText();
      case REBOOTED_IN_VAIN -> rebootedInVain(digest);
      case NO_SLOTS ->
          "maxUnavailable is " + situation.target().maxUnavailable() + ": there are no slots";
      case BUDGET ->
          "budget " + situation.budget() + " used up by " + Unavailable.usersOfBudget(situation);
      case CLUSTER_CAP -> clusterCap(situation);
    };
  }

  private static String rebootedInVain(String digest) {
    return "rebooted by somebody else, which does not apply "
        + digest
        + " while disruption.stagedImage is Locked: let the rollout go on, or set AppliedByAnyReboot";
  }

  private static String ageText(RolloutTarget target) {
    MinimumAge age = target.minimumAge();
    return age == null ? "" : age.text();
  }

  private static String clusterCap(Situation situation) {
    OverallCap cap = situation.surroundings().overall();
    return cap == null ? "" : OverallCap.text(situation, cap);
  }
}
