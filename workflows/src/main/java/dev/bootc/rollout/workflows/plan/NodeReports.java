package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.NodeView.Slot;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Single nodes in words, for the status: what those in flight do, and how others failed. */
final class NodeReports {
  private static final int LISTED = 50;

  /**
   * Slots without a time were taken by the Go project, so they are older than ours; nodes without a
   * slot have only just been started.
   */
  private static final Comparator<NodeView> OLDEST_FIRST =
      Comparator.comparing((NodeView node) -> !node.holdsSlot())
          .thenComparing(
              NodeReports::slotSince, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
          .thenComparing(NodeView::name);

  private NodeReports() {}

  /** Nodes in flight, oldest first, bounded. */
  static List<NodeProgress> inFlight(Situation situation) {
    return situation.nodes(Standing.IN_FLIGHT).stream()
        .sorted(OLDEST_FIRST)
        .limit(LISTED)
        .map(node -> inFlight(situation, node))
        .toList();
  }

  /** Nodes whose attempt failed, in their slot or out of it, and nodes that cannot stage. */
  static List<NodeProgress> failed(Situation situation) {
    Predicate<NodeView> failedInItsSlot =
        node -> node.holdsSlot() && currentFailure(situation, node).isPresent();
    return situation.nodes().stream()
        .filter(failedInItsSlot.or(node -> situation.standingOf(node) == Standing.FAILED))
        .limit(LISTED)
        .map(node -> failed(situation, node))
        .toList();
  }

  /** Nodes whose drain takes long, each with what holds it. */
  static List<String> heldDrains(Situation situation) {
    return situation.nodes(Standing.IN_FLIGHT).stream()
        .filter(node -> !node.drainWaitsFor().isBlank())
        .sorted(OLDEST_FIRST)
        .map(node -> node.name() + " drains: " + Wording.brief(node.drainWaitsFor()))
        .toList();
  }

  /** Nodes that somebody leaves out, each with what they said. */
  static List<String> skipped(Situation situation) {
    return situation.nodes(Standing.SKIPPED).stream().map(NodeReports::skipped).toList();
  }

  private static String skipped(NodeView node) {
    SkipMark skip = node.skip();
    return skip == null || skip.why().isEmpty()
        ? node.name()
        : node.name() + " (" + Wording.brief(skip.why()) + ")";
  }

  /** Nodes with a mark that can mean nothing. */
  static List<String> pointlessSkips(Situation situation) {
    return situation.nodes().stream()
        .filter(node ->
            Optional.ofNullable(node.skip()).filter(skip -> !skip.namesADigest()).isPresent())
        .map(NodeView::name)
        .toList();
  }

  /** How an attempt ended, such as {@code "drain timed out: pod shop/db-0 is left"}. */
  static String failureText(NodeView node, Verdict verdict) {
    String outcome = verdict.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String message = verdict.message() == null ? "" : verdict.message();
    // Nobody has written that one down, so its agent says more.
    boolean saysMore =
        verdict.outcome() == Verdict.Outcome.ROLLED_BACK_BY_HOST && !node.stateDetail().isBlank();
    return Wording.withDetail(
        outcome, saysMore ? Wording.withDetail(node.stateDetail(), message) : message);
  }

  /** Failed nodes by their reason, for the pool's line: those that failed alike stand together. */
  static List<String> failedAlike(Situation situation) {
    Map<String, List<String>> namesByReason =
        situation.nodes(Standing.FAILED).stream()
            .collect(
                Collectors.groupingBy(
                    node -> Wording.brief(failed(situation, node).state()),
                    LinkedHashMap::new,
                    Collectors.mapping(NodeView::name, Collectors.toList())));
    return namesByReason.entrySet().stream()
        .map(alike -> Wording.first(alike.getValue()) + " (" + alike.getKey() + ")")
        .toList();
  }

  private static NodeProgress failed(Situation situation, NodeView node) {
    Optional<Verdict> failure = situation.failure(node);
    if (failure.isPresent()) {
      return new NodeProgress(node.name(), failureText(node, failure.get()), failure.get().since());
    }
    return new NodeProgress(node.name(), Wording.withDetail("degraded", node.stateDetail()), null);
  }

  private static NodeProgress inFlight(Situation situation, NodeView node) {
    Slot slot = node.slot();
    if (slot == null) {
      return new NodeProgress(node.name(), "takes a slot", null);
    }
    Optional<Verdict> failure = currentFailure(situation, node);
    if (failure.isPresent()) {
      Verdict verdict = failure.get();
      return new NodeProgress(
          node.name(), "failed: " + failureText(node, verdict), verdict.since());
    }
    Instant since = slot.since();
    String state = slot.approved() ? approved(situation, node) : unapproved(situation, node, slot);
    return new NodeProgress(node.name(), state, since == null ? null : since.toString());
  }

  /**
   * A node that failed and came back Ready on the target has recovered and is about to go on; a
   * gate that failed has nothing to do with that.
   */
  static Optional<Verdict> currentFailure(Situation situation, NodeView node) {
    boolean isBack = situation.runsTarget(node) && node.readiness() == Readiness.READY;
    return situation.failure(node).filter(failure -> !isBack || failure.isOfAGate());
  }

  private static String unapproved(Situation situation, NodeView node, Slot slot) {
    if (!situation.isOnTarget(node)) {
      return situation.isRefused(node)
          ? "slot taken, cannot be given " + situation.digest().shortText()
          : "slot taken, is given " + situation.digest().shortText();
    }
    if (node.readiness() == Readiness.NOT_READY) {
      // Whatever its agent said, it said before.
      Instant since = node.notReadySince();
      return "slot taken, Node is not Ready" + (since == null ? "" : " since " + since);
    }
    return switch (node.state()) {
      case STAGED ->
          node.cordoned() ? Wording.withDetail("draining", slot.waitsFor()) : "slot taken";
      case STAGING, PENDING -> Wording.withDetail("slot taken, staging", node.stateDetail());
      case DEGRADED -> Wording.withDetail("slot taken, degraded", node.stateDetail());
      case REBOOTING -> Wording.withDetail("rebooting", node.stateDetail());
      case UP_TO_DATE -> updated(situation, node);
    };
  }

  private static String approved(Situation situation, NodeView node) {
    return switch (node.state()) {
      case STAGED -> Wording.withDetail("reboot approved", node.stateDetail());
      case STAGING -> Wording.withDetail("reboot approved, staging", node.stateDetail());
      // What the agent says is from before the approval.
      case PENDING -> "reboot approved, the agent has not reacted yet";
      case REBOOTING -> Wording.withDetail("rebooting", node.stateDetail());
      case DEGRADED -> Wording.withDetail("reboot approved, degraded", node.stateDetail());
      case UP_TO_DATE -> updated(situation, node);
    };
  }

  private static String updated(Situation situation, NodeView node) {
    if (node.readiness() != Readiness.READY) {
      return "runs the target, Node is not Ready";
    }
    return Gates.keepingBack(situation, node)
        .map(mark -> "runs the target, Node is Ready, " + mark.inWords())
        .orElse("runs the target, Node is Ready: watched for minReadySeconds");
  }

  private static @Nullable Instant slotSince(NodeView node) {
    Slot slot = node.slot();
    return slot == null ? null : slot.since();
  }
}
