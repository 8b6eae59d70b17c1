package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.NodeView.Slot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How long what has not come yet is no obstacle. For words only: nothing waits for it. */
final class Patience {
  /** An agent that runs reacts at once; for a new node its pod has to be brought first. */
  static final Duration AGENT_REACTS_WITHIN = Duration.ofSeconds(8);

  /** So long it takes at most to tell one node of many what it shall run. */
  static final Duration IS_TOLD_WITHIN = Duration.ofMillis(10);

  /** Servers take minutes to boot. A pool with rebootTimeoutSeconds says it by a verdict. */
  static final Duration HOST_IS_BACK_WITHIN = Duration.ofMinutes(10);

  private final Situation situation;
  private final @Nullable Instant allAreTold;
  private final boolean someAreToBeTold;
  private final Instant now;

  /**
   * @param startedAt when the rollout began; absent where nobody wants to know
   */
  Patience(Situation situation, @Nullable Instant startedAt, StagingTurns staging, Instant now) {
    this.situation = situation;
    this.allAreTold =
        startedAt == null
            ? null
            : startedAt
                .plus(IS_TOLD_WITHIN.multipliedBy(situation.nodes().size()))
                .truncatedTo(ChronoUnit.SECONDS);
    this.someAreToBeTold = !staging.given().isEmpty();
    this.now = now;
  }

  /** Since when an agent was asked for what it does not react to; empty where it has time. */
  Optional<Instant> silentSince(NodeView node) {
    return asked(node).filter(since -> isOver(since, AGENT_REACTS_WITHIN));
  }

  /** Since when a host is down that was to reboot; empty where it has time. */
  Optional<Instant> notBackSince(NodeView node) {
    return wentDown(node).filter(since -> isOver(since, HOST_IS_BACK_WITHIN));
  }

  /** When the first of them becomes one, if nothing happens before. */
  Optional<Instant> ends() {
    return situation.nodes().stream()
        .filter(Patience::mayBeWaitedFor)
        .flatMap(node ->
            Stream.concat(
                asked(node).map(since -> since.plus(AGENT_REACTS_WITHIN)).stream(),
                wentDown(node).map(since -> since.plus(HOST_IS_BACK_WITHIN)).stream()))
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }

  /** Of thousands of nodes few hold a slot or have been told only just now. */
  private static boolean mayBeWaitedFor(NodeView node) {
    return node.holdsSlot() || node.state() == NodeState.PENDING;
  }

  private boolean isOver(Instant since, Duration patience) {
    return !now.isBefore(since.plus(patience));
  }

  /** An agent whose Node is down cannot react. */
  private Optional<Instant> asked(NodeView node) {
    if (!situation.isOnTarget(node) || node.readiness() == Readiness.NOT_READY) {
      return Optional.empty();
    }
    Slot slot = node.slot();
    if (slot != null && slot.approved()) {
      return node.state() == NodeState.STAGED || node.state() == NodeState.PENDING
          ? Optional.ofNullable(node.times().approvedAt())
          : Optional.empty();
    }
    return node.state() == NodeState.PENDING && !someAreToBeTold
        ? targeted(node)
        : Optional.empty();
  }

  /**
   * All nodes are given the target when a rollout begins, or each in its turn; one that comes
   * later, with its spec.
   */
  private Optional<Instant> targeted(NodeView node) {
    return Stream.of(
            Optional.ofNullable(allAreTold),
            Optional.ofNullable(node.times().joined()),
            Optional.ofNullable(node.times().stagingSince()))
        .flatMap(Optional::stream)
        .max(Instant::compareTo);
  }

  private Optional<Instant> wentDown(NodeView node) {
    Slot slot = node.slot();
    return slot != null
            && slot.approved()
            && node.readiness() == Readiness.NOT_READY
            && !situation.runsTarget(node)
        ? Optional.ofNullable(node.notReadySince())
        : Optional.empty();
  }
}
