package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.api.WrittenTime;
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

  /**
   * One period of work has each step once: it begins when the agent is idle no more. What an agent
   * says that has not read yet what its node is asked for is about another image.
   */
  private void whatTheAgentDoes() {
    if (status == null || !NodeState.isHeard(node)) {
      return;
    }
    Condition.find(status.conditions(), NodeConditions.IDLE)
        .filter(idle -> idle.reason().equals(reason(NodeState.of(node))))
        .ifPresent(idle ->
            add(
                false,
                idle.reason(),
                EventAction.NODE_UPDATE,
                node.getSpec().desiredImage()
                    + (idle.message().isEmpty() ? "" : ": " + idle.message()),
                List.of(node.getSpec().desiredImage(), idle.lastTransitionTime()),
                WrittenTime.read(idle.lastTransitionTime())));
  }

  /** Empty for what the agent does not do, or does no more for this image. */
  private static String reason(NodeState state) {
    return switch (state) {
      case STAGING -> NodeConditions.STAGING;
      case STAGED -> NodeConditions.STAGED;
      case REBOOTING -> NodeConditions.REBOOTING;
      case UP_TO_DATE -> NodeConditions.REASON_IDLE;
      case DEGRADED, PENDING -> "";
    };
  }

  private void howTheAttemptEnded() {
    NodeFacts.verdict(node).filter(Verdict::isFailure).ifPresent(this::failed);
  }

  /**
   * That a host went back is seen, and nobody writes down when: the time is that of the success.
   */
  private void failed(Verdict verdict) {
    boolean isDated = verdict.outcome() != Verdict.Outcome.ROLLED_BACK_BY_HOST;
    boolean drain = verdict.outcome() == Verdict.Outcome.DRAIN_TIMED_OUT;
    add(
        true,
        drain ? EventReason.DRAIN_FAILED.text() : verdict.outcome().text(),
        drain ? EventAction.DRAIN : EventAction.NODE_UPDATE,
        verdict.digest() + ": " + Objects.requireNonNullElse(verdict.message(), ""),
        List.of(verdict.digest(), verdict.since()),
        isDated ? verdict.time() : Optional.empty());
  }

  /** Only while it is drained: the mark stays until the slot is given back. */
  private void drain(Instant now) {
    if (NodeFacts.holdsSlot(node) && NodeFacts.approvedDigest(node).isEmpty()) {
      NodeFacts.drainSince(node).ifPresent(since -> drainedSince(since, now));
    }
  }

  private void drainedSince(String mark, Instant now) {
    String waitsFor = NodeFacts.waitsFor(node);
    WrittenTime.read(mark.split(" ", 2)[0])
        .filter(began -> Duration.between(began, now).compareTo(DRAIN_TAKES_TOO_LONG) >= 0)
        .ifPresent(began ->
            add(
                true,
                EventReason.DRAIN_TAKING_TOO_LONG.text(),
                EventAction.DRAIN,
                waitsFor.isEmpty() ? "the node is drained since " + began : waitsFor,
                List.of(mark),
                Optional.of(began.plus(DRAIN_TAKES_TOO_LONG))));
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
                WrittenAnnotation.writtenBefore(node, BootcApi.SKIP)));
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
