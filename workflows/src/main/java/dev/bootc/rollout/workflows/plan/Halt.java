package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether unhealthy slot holders stop the rollout. Nothing is remembered: it ends by itself once
 * they are healthy.
 */
final class Halt {
  /**
   * A node that has just booted is not Ready for a while: the kubelet starts before the network
   * does. Within this time that is no reason for alarm.
   */
  static final Duration GRACE = Duration.ofSeconds(60);

  /** Two make a pattern, and one is enough where only one slot exists. */
  private static final int MOST_UNHEALTHY = 2;

  private final List<Unhealthy> unhealthy;
  private final int limit;
  private final Optional<Instant> graceEnds;

  private record Unhealthy(String node, String why) {
    String text() {
      return node + " (" + why + ")";
    }
  }

  private Halt(List<Unhealthy> unhealthy, int limit, Optional<Instant> graceEnds) {
    this.unhealthy = unhealthy;
    this.limit = limit;
    this.graceEnds = graceEnds;
  }

  static Halt of(Situation situation, Instant now) {
    List<Unhealthy> unhealthy = new ArrayList<>();
    for (NodeView holder : situation.slotHolders()) {
      why(situation, holder, now).ifPresent(w -> unhealthy.add(new Unhealthy(holder.name(), w)));
    }
    Optional<Instant> graceEnds =
        situation.slotHolders().stream()
            .filter(holder -> mustBeUp(situation, holder))
            .filter(Halt::isDown)
            .map(NodeView::notReadySince)
            .filter(Objects::nonNull)
            .map(since -> since.plus(GRACE))
            .filter(now::isBefore)
            .min(Instant::compareTo);
    int limit = Math.min(MOST_UNHEALTHY, Math.max(1, situation.budget()));
    return new Halt(unhealthy, limit, graceEnds);
  }

  /** Whether no new slot may be taken. */
  boolean holds() {
    return unhealthy.size() >= limit;
  }

  /** Whether there is anything to say. */
  boolean anyUnhealthy() {
    return !unhealthy.isEmpty();
  }

  /** When a slot holder that is not Ready becomes unhealthy, if nothing happens before. */
  Optional<Instant> graceEnds() {
    return graceEnds;
  }

  /** Which nodes, why and since when. */
  String text() {
    List<String> nodes = unhealthy.stream().map(Unhealthy::text).toList();
    return (holds() ? "halted: " : "unhealthy in its slot: ") + Wording.first(nodes);
  }

  /**
   * Why a slot holder is unhealthy. One that runs the target and is Ready has recovered, whatever
   * was recorded before; a failure at an older target does not count.
   */
  private static Optional<String> why(Situation situation, NodeView holder, Instant now) {
    boolean runsTarget = situation.runsTarget(holder);
    if (runsTarget && holder.readiness() == NodeView.Readiness.READY) {
      return Optional.empty();
    }
    Optional<Verdict> failure = situation.failure(holder);
    if (failure.isPresent()) {
      return Optional.of(failed(failure.get()));
    }
    if (situation.isOnTarget(holder) && holder.state() == NodeState.DEGRADED) {
      return Optional.of(degraded(holder));
    }
    return mustBeUp(situation, holder) && isDown(holder) && graceIsOver(holder, now)
        ? Optional.of(notReady(situation, holder))
        : Optional.empty();
  }

  /**
   * Whether nothing explains that it is down: it has booted the target, or has no leave to reboot.
   * The latter went down for an older target and has not come back.
   */
  private static boolean mustBeUp(Situation situation, NodeView holder) {
    NodeView.Slot slot = holder.slot();
    return situation.runsTarget(holder) || (slot != null && !slot.approved());
  }

  private static boolean isDown(NodeView node) {
    return node.readiness() == NodeView.Readiness.NOT_READY;
  }

  private static boolean graceIsOver(NodeView node, Instant now) {
    Instant since = node.notReadySince();
    return since == null || !now.isBefore(since.plus(GRACE));
  }

  private static String failed(Verdict verdict) {
    return Wording.brief(NodeReports.failureText(verdict)) + ", since " + verdict.since();
  }

  private static String degraded(NodeView holder) {
    NodeView.Slot slot = holder.slot();
    String since =
        slot == null || slot.since() == null ? "" : ", in its slot since " + slot.since();
    return Wording.brief(Wording.withDetail("degraded", holder.stateDetail())) + since;
  }

  private static String notReady(Situation situation, NodeView holder) {
    Instant since = holder.notReadySince();
    String what = situation.runsTarget(holder) ? "runs the target, but is not Ready" : "not Ready";
    return what + (since == null ? "" : " since " + since);
  }
}
