package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether nodes that failed at the target stop the rollout, in their slot or out of it. Nothing is
 * remembered: it ends by itself once they are healthy.
 */
final class Halt {
  /**
   * A node that has just booted is not Ready for a while: the kubelet starts before the network
   * does. Within this time that is no reason for alarm.
   */
  static final Duration GRACE = Duration.ofSeconds(60);

  /**
   * A node that is down so soon after its update says something about the image. Later it says more
   * about the machine: of thousands some are always down.
   */
  static final Duration BLAMED_FOR = Duration.ofMinutes(10);

  /** A Node dates its conditions by its own clock; one that is ahead by more is not believed. */
  private static final Duration AHEAD_BY = Duration.ofMinutes(1);

  private final List<Unhealthy> unhealthy;
  private final boolean holds;
  private final boolean byThisDigest;
  private final Optional<Instant> graceEnds;

  private record Unhealthy(String node, boolean inItsSlot, String why) {
    String text() {
      return node + " (" + why + ")";
    }
  }

  private Halt(
      List<Unhealthy> unhealthy, boolean holds, boolean byThisDigest, Optional<Instant> graceEnds) {
    this.byThisDigest = byThisDigest;
    this.unhealthy = unhealthy;
    this.holds = holds;
    this.graceEnds = graceEnds;
  }

  /**
   * What holds now.
   *
   * @param most so many failures at the target stop it
   */
  static Halt of(Situation situation, int most, Instant now) {
    List<NodeView> suspects = situation.nodes().stream().filter(Halt::isSuspect).toList();
    List<Unhealthy> unhealthy = new ArrayList<>();
    int counted = 0;
    int tried = 0;
    for (NodeView node : suspects) {
      Optional<String> why =
          node.holdsSlot() ? why(situation, node, now) : whyOutsideASlot(situation, node, now);
      why.ifPresent(text -> unhealthy.add(new Unhealthy(node.name(), node.holdsSlot(), text)));
      tried += why.isPresent() && situation.wasTried(node) ? 1 : 0;
      counted += why.isEmpty() || situation.wentDownForWhatIsUndone(node) ? 0 : 1;
    }
    Optional<Instant> graceEnds =
        suspects.stream()
            .filter(node -> wentBad(situation, node) || isDownInItsSlot(situation, node))
            .flatMap(node -> Optional.ofNullable(downSince(node, now)).stream())
            .map(since -> since.plus(GRACE))
            .filter(now::isBefore)
            .min(Instant::compareTo);
    boolean holds = counted >= most && isAnyLeft(situation);
    return new Halt(unhealthy, holds, holds && tried >= most, graceEnds);
  }

  /** Whether anything can be said against it; of thousands of nodes that few are looked at. */
  private static boolean isSuspect(NodeView node) {
    Verdict verdict = node.verdict();
    return node.holdsSlot()
        || node.readiness() != NodeView.Readiness.READY
        || (verdict != null && verdict.isFailure());
  }

  /** What is over cannot be stopped any more. */
  private static boolean isAnyLeft(Situation situation) {
    int over =
        situation.nodes(Standing.UPDATED).size()
            + situation.nodes(Standing.SKIPPED).size()
            + situation.nodes(Standing.FAILED).size();
    return over < situation.nodes().size();
  }

  /** Whether no new slot may be taken. */
  boolean holds() {
    return holds;
  }

  /** Whether those that failed at this very digest are enough to stop it. */
  boolean isByThisDigest() {
    return byThisDigest;
  }

  /** Whether there is anything to say. */
  boolean isWorthTelling() {
    return holds || unhealthy.stream().anyMatch(Unhealthy::inItsSlot);
  }

  /** Whether it is one of those that stop the rollout, or would, were there more of them. */
  boolean blames(NodeView node) {
    return unhealthy.stream().anyMatch(one -> one.node().equals(node.name()));
  }

  /** When a slot holder that is not Ready becomes unhealthy, if nothing happens before. */
  Optional<Instant> graceEnds() {
    return graceEnds;
  }

  /**
   * Which nodes, why and since when. As long as it does not hold, those without a slot are named
   * where all failures are.
   */
  String text() {
    List<String> nodes =
        unhealthy.stream().filter(node -> holds || node.inItsSlot()).map(Unhealthy::text).toList();
    return (holds ? "halted: " : "unhealthy in its slot: ") + Wording.first(nodes);
  }

  /**
   * Why a slot holder is unhealthy. One that runs the target and is Ready has recovered, whatever
   * was recorded before, unless a gate has failed; a failure at an older target does not count.
   */
  private static Optional<String> why(Situation situation, NodeView holder, Instant now) {
    Optional<Verdict> failure = NodeReports.currentFailure(situation, holder);
    if (failure.isPresent()) {
      return Optional.of(UnhealthyText.failed(holder, failure.get()));
    }
    if (situation.runsTarget(holder) && holder.readiness() == NodeView.Readiness.READY) {
      return Optional.empty();
    }
    if (situation.isOnTarget(holder) && holder.state() == NodeState.DEGRADED) {
      return Optional.of(UnhealthyText.degraded(holder));
    }
    return isDownInItsSlot(situation, holder) && graceIsOver(holder, now)
        ? Optional.of(UnhealthyText.notReady(situation, holder))
        : Optional.empty();
  }

  /**
   * Why a node that gave its slot back speaks against the target. What cannot be staged does not:
   * it stops nobody but itself.
   */
  private static Optional<String> whyOutsideASlot(Situation situation, NodeView node, Instant now) {
    if (wentBad(situation, node)) {
      return graceIsOver(node, now)
          ? Optional.of(UnhealthyText.notReady(situation, node))
          : Optional.empty();
    }
    if (situation.isTaken(node)
        || situation.isSkipped(node)
        || !situation.isOnTarget(node)
        || situation.runsTarget(node)) {
      return Optional.empty();
    }
    return situation
        .failure(node)
        .filter(Halt::blamesTheTarget)
        .map(failure -> UnhealthyText.failed(node, failure));
  }

  /** Whether it was updated to the target, runs it, and has gone down soon after. */
  private static boolean wentBad(Situation situation, NodeView node) {
    Instant since = node.notReadySince();
    return !situation.isTaken(node)
        && situation.runsTarget(node)
        && node.readiness() == NodeView.Readiness.NOT_READY
        && since != null
        && updatedAt(situation, node)
            .filter(updated -> since.isBefore(updated.plus(BLAMED_FOR)))
            .isPresent();
  }

  private static Optional<Instant> updatedAt(Situation situation, NodeView node) {
    return Optional.ofNullable(node.verdict())
        .filter(verdict -> !verdict.isFailure())
        .filter(verdict -> verdict.digest().equals(situation.digest().text()))
        .flatMap(Verdict::time);
  }

  /** A person who cancels may have any reason. */
  private static boolean blamesTheTarget(Verdict failure) {
    return switch (failure.outcome()) {
      case DRAIN_TIMED_OUT,
          NOT_BACK,
          WRONG_IMAGE,
          AGENT_DEGRADED,
          GATE_FAILED,
          ROLLED_BACK_BY_HOST ->
          true;
      case CANCELLED, UPDATED -> false;
    };
  }

  /**
   * Whether nothing explains that it is down: it has booted the target, or has no leave to reboot.
   * The latter went down for an older target and has not come back.
   */
  private static boolean mustBeUp(Situation situation, NodeView holder) {
    NodeView.Slot slot = holder.slot();
    return situation.runsTarget(holder) || (slot != null && !slot.approved());
  }

  private static boolean isDownInItsSlot(Situation situation, NodeView node) {
    return node.holdsSlot() && mustBeUp(situation, node) && isDown(situation, node);
  }

  /** A Node that does not say that it is Ready keeps its slot, so it must not keep it unnamed. */
  private static boolean isDown(Situation situation, NodeView holder) {
    return switch (holder.readiness()) {
      case READY -> false;
      case NOT_READY -> true;
      case UNKNOWN -> situation.runsTarget(holder);
    };
  }

  /**
   * A Node that says nothing does not say since when, and one whose clock is ahead would be waited
   * for until ours has caught up.
   */
  private static @Nullable Instant downSince(NodeView holder, Instant now) {
    NodeView.Slot slot = holder.slot();
    Instant said = holder.notReadySince();
    boolean unbelievable =
        holder.readiness() == NodeView.Readiness.UNKNOWN
            || (said != null && said.isAfter(now.plus(AHEAD_BY)));
    return unbelievable && slot != null ? slot.since() : said;
  }

  private static boolean graceIsOver(NodeView holder, Instant now) {
    Instant since = downSince(holder, now);
    return since == null || !now.isBefore(since.plus(GRACE));
  }
}
