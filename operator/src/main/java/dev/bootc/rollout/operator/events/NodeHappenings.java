package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.WrittenAnnotation;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.DateTimeException;
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

  static boolean isInSlot(BootcNode node) {
    return WrittenAnnotation.valueOn(node, BootcApi.IN_REBOOT_SLOT) != null;
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
                time(idle.lastTransitionTime())));
  }

  private boolean isTold(Condition idle) {
    return switch (idle.reason()) {
      case NodeConditions.STAGING, NodeConditions.STAGED, NodeConditions.REBOOTING -> true;
      case NodeConditions.REASON_IDLE -> NodeState.of(node) == NodeState.UP_TO_DATE;
      default -> false;
    };
  }

  private void howTheAttemptEnded() {
    Verdict.fromAnnotation(annotation(BootcApi.VERDICT))
        .map(verdict ->
            verdict.seenOn(node.getSpec().desiredImage(), status == null ? null : status.booted()))
        .filter(Verdict::isFailure)
        .ifPresent(this::failed);
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
    String since = annotation(BootcApi.DRAIN_SINCE);
    if (since == null || !isInSlot(node) || annotation(BootcApi.APPROVED_DIGEST) != null) {
      return;
    }
    time(since.split(" ", 2)[0])
        .filter(began -> !began.plus(DRAIN_TAKES_TOO_LONG).isAfter(now))
        .ifPresent(began ->
            add(
                true,
                EventReason.DRAIN_TAKING_TOO_LONG.text(),
                EventAction.DRAIN,
                Objects.requireNonNullElse(
                    annotation(BootcApi.WAITS_FOR), "the node is drained since " + began),
                List.of(since),
                Optional.of(began)));
  }

  private void skipped() {
    SkipMark.parse(annotation(BootcApi.SKIP))
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

  private @Nullable String annotation(String key) {
    return WrittenAnnotation.valueOn(node, key);
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

  /** Others may write what is no time, and it is told all the same. */
  static Optional<Instant> time(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
