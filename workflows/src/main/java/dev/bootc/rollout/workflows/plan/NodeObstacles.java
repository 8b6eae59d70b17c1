package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.plan.NodeView.Readiness;
import dev.bootc.rollout.workflows.plan.NodeView.Slot;
import dev.bootc.rollout.workflows.text.HeldDrain;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is in the way of a node that has begun its update, or that failed. */
final class NodeObstacles {
  private final Situation situation;
  private final Halt halt;
  private final Patience patience;
  private final String pool;

  NodeObstacles(Situation situation, Halt halt, Patience patience) {
    this.situation = situation;
    this.halt = halt;
    this.patience = patience;
    this.pool = situation.target().pool();
  }

  /** Nothing while it goes its way. */
  Optional<Obstacle> inFlight(NodeView node) {
    Slot slot = node.slot();
    if (slot == null) {
      // It is looked at again; until it has its slot, what the last look said stands.
      return leftOut(node);
    }
    if (isGivenBack(node, slot)) {
      return Optional.empty();
    }
    Optional<Verdict> failure = NodeReports.currentFailure(situation, node);
    if (failure.isPresent()) {
      return Optional.of(failed(node, failure.get()));
    }
    if (situation.isRefused(node)) {
      String text = "cannot be given the target: " + situation.whyRefused();
      return Optional.of(of(Kind.WRITE_REFUSED, node, null, text));
    }
    if (!situation.isOnTarget(node)) {
      return Optional.empty();
    }
    if (situation.runsTarget(node)) {
      return halt.blames(node)
          ? Optional.of(Obstacle.notReady(node, "runs the target, Node is not Ready", pool))
          : Gates.unaskedOf(situation, node)
              .map(mark -> of(Kind.GATE_ERROR, node, mark.since(), mark.inWords()));
    }
    return slot.approved() ? approved(node) : unapproved(node, slot);
  }

  /** One that is approved goes on: it could not be kept from that any more. */
  private boolean isGivenBack(NodeView node, Slot slot) {
    return situation.isSkipped(node) && !slot.approved();
  }

  private Optional<Obstacle> approved(NodeView node) {
    if (node.state() == NodeState.DEGRADED) {
      return Optional.of(
          of(Kind.NODE_FAILED, node, node.times().stateSince(), "degraded after its approval"));
    }
    if (node.readiness() == Readiness.NOT_READY) {
      return patience
          .notBackSince(node)
          .map(
              since -> of(Kind.NODE_NOT_BACK, node, since, "went down to reboot, and is not back"));
    }
    return silent(node, "the reboot is approved, and the agent does not react");
  }

  private Optional<Obstacle> unapproved(NodeView node, Slot slot) {
    if (node.readiness() == Readiness.NOT_READY) {
      return Optional.of(Obstacle.notReady(node, "Node is not Ready, in its slot", pool));
    }
    return switch (node.state()) {
      case STAGED -> HeldDrain.in(node.drainWaitsFor()).map(held -> drain(node, slot, held));
      case DEGRADED -> Optional.of(staging(node));
      case PENDING -> silent(node, "the agent does not react");
      case STAGING, REBOOTING, UP_TO_DATE -> Optional.empty();
    };
  }

  /** A node of whose agent nothing is heard; nothing while it may take its time. */
  Optional<Obstacle> silent(NodeView node, String text) {
    return patience.silentSince(node).map(since -> of(Kind.AGENT_SILENT, node, since, text));
  }

  private Obstacle drain(NodeView node, Slot slot, HeldDrain held) {
    return ofPods(Kind.DRAIN_BLOCKED, node, held, slot.since(), node.drainWaitsFor());
  }

  /** A node that its pool leaves out: it stands in the way of nobody else. */
  Optional<Obstacle> leftOut(NodeView node) {
    return situation
        .leftOut(node)
        .map(mark -> {
          HeldDrain held =
              HeldDrain.in(mark.why()).orElseGet(() -> new HeldDrain(Optional.empty()));
          Obstacle found =
              ofPods(Kind.PREFLIGHT_FAILED, node, held, mark.since(), "left out, " + mark.why());
          return mark.byGate() ? found.doing(NextAction.gateBefore(node.name(), pool)) : found;
        });
  }

  private Obstacle ofPods(
      Kind kind, NodeView node, HeldDrain held, @Nullable Instant since, String text) {
    Thing object =
        held.pod()
            .map(pod -> new Thing("Pod", pod.namespace(), pod.name()))
            .orElseGet(() -> Thing.node(node.name()));
    String action = NextAction.of(kind, object, pool);
    return new Obstacle(kind, object, List.of(node.name()), since, text, action);
  }

  /** A node that had its attempt, or cannot stage. */
  Obstacle failed(NodeView node) {
    Optional<Verdict> failure = situation.failure(node);
    return failure.isPresent()
        ? failed(node, failure.get()).doing(NextAction.tryAgain(node.name()))
        : staging(node);
  }

  private Obstacle failed(NodeView node, Verdict failure) {
    Instant since = failure.time().orElse(null);
    return of(kind(failure), node, since, NodeReports.failureText(node, failure));
  }

  private static Kind kind(Verdict failure) {
    return switch (failure.outcome()) {
      case DRAIN_TIMED_OUT -> Kind.DRAIN_BLOCKED;
      case NOT_BACK -> Kind.NODE_NOT_BACK;
      case GATE_FAILED -> Kind.GATE_FAILED;
      // The last is no failure.
      case WRONG_IMAGE, AGENT_DEGRADED, CANCELLED, ROLLED_BACK_BY_HOST, UPDATED -> Kind.NODE_FAILED;
    };
  }

  private Obstacle staging(NodeView node) {
    Kind kind =
        node.stateDetail().contains(NodeConditions.REGISTRY_NOT_REACHED)
            ? Kind.REGISTRY_UNAVAILABLE
            : Kind.STAGING_FAILED;
    String said = node.stateDetail().isBlank() ? "its agent reports an error" : node.stateDetail();
    return of(kind, node, node.times().stateSince(), said);
  }

  private Obstacle of(Kind kind, NodeView node, @Nullable Instant since, String text) {
    return Obstacle.ofNode(kind, node.name(), since, text, pool);
  }
}
