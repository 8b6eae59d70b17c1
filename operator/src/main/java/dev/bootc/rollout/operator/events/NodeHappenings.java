package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be told of a node. Related to it is its pool. */
final class NodeHappenings {
  private static final Duration DRAIN_TAKES_TOO_LONG = Duration.ofMinutes(5);

  private final BootcNode node;
  private final @Nullable BootcNodeStatus status;
  private final List<Happening> found = new ArrayList<>();

  private NodeHappenings(BootcNode node) {
    this.node = node;
    this.status = node.getStatus();
  }

  static List<Happening> of(BootcNode node, Instant now) {
    NodeHappenings happenings = new NodeHappenings(node);
    happenings.whatTheAgentDoes();
    happenings.howTheAttemptEnded();
    happenings.drain(now);
    happenings.skipped();
    return happenings.found;
  }

  /** One period of work has each step once: it begins when the agent is idle no more. */
  private void whatTheAgentDoes() {
    if (status == null) {
      return;
    }
    Condition.find(status.conditions(), NodeConditions.IDLE)
        .filter(this::isTold)
        .ifPresent(idle ->
            add(
                false,
                idle.reason(),
                EventAction.NODE_UPDATE,
                node.getSpec().desiredImage()
                    + (idle.message().isEmpty() ? "" : ": " + idle.message()),
                List.of(node.getSpec().desiredImage(), idle.lastTransitionTime()),
                NodeFacts.instant(idle.lastTransitionTime())));
  }

  private boolean isTold(Condition idle) {
    return switch (idle.reason()) {
      case NodeConditions.STAGING, NodeConditions.STAGED, NodeConditions.REBOOTING -> true;
      case NodeConditions.REASON_IDLE -> NodeState.of(node) == NodeState.UP_TO_DATE;
      default -> false;
    };
  }

  private void howTheAttemptEnded() {
    NodeFacts.verdict(node).filter(Verdict::isFailure).ifPresent(this::failed);
  }

  private void failed(Verdict verdict) {
    boolean drain = verdict.outcome() == Verdict.Outcome.DRAIN_TIMED_OUT;
    add(
        true,
        drain ? EventReason.DRAIN_FAILED.text() : verdict.outcome().text(),
        drain ? EventAction.DRAIN : EventAction.NODE_UPDATE,
        verdict.digest() + ": " + Objects.requireNonNullElse(verdict.message(), ""),
        List.of(verdict.digest(), verdict.since()),
        verdict.time());
  }

  /** Only while it is drained: the mark stays until the slot is given back. */
  private void drain(Instant now) {
    if (NodeFacts.holdsSlot(node) && NodeFacts.approvedDigest(node).isEmpty()) {
      NodeFacts.drainSince(node).ifPresent(since -> drainedSince(since, now));
    }
  }

  private void drainedSince(String mark, Instant now) {
    String waitsFor = NodeFacts.waitsFor(node);
    NodeFacts.instant(mark.split(" ", 2)[0])
        .filter(began -> !began.plus(DRAIN_TAKES_TOO_LONG).isAfter(now))
        .ifPresent(began ->
            add(
                true,
                EventReason.DRAIN_TAKING_TOO_LONG.text(),
                EventAction.DRAIN,
                waitsFor.isEmpty() ? "the node is drained since " + began : waitsFor,
                List.of(mark),
                Optional.of(began)));
  }

  private void skipped() {
    NodeFacts.skip(node)
        .filter(SkipMark::namesADigest)
        .ifPresent(mark ->
            add(
                false,
                EventReason.NODE_SKIPPED.text(),
                EventAction.ROLLOUT,
                "is left out of the rollout of "
                    + mark.digest()
                    + (mark.why().isEmpty() ? "" : ": " + mark.why()),
                List.of(mark.text()),
                Optional.empty()));
  }

  private void add(
      boolean warning,
      String reason,
      EventAction action,
      String note,
      List<String> identity,
      Optional<Instant> since) {
    ObjectReference pool = References.toPoolOf(node).orElse(null);
    found.add(
        new Happening(References.to(node), pool, warning, reason, action, note, identity, since));
  }
}
