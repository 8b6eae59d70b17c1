package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.LastUpdate;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.RevokedApproval;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives slots back, and writes down how attempts ended. */
public final class Releases {
  private final NodeWrites writes;
  private final Cordons cordons;
  private final Clock clock;

  public Releases(NodeWrites writes, Cordons cordons, Clock clock) {
    this.writes = writes;
    this.cordons = cordons;
    this.clock = clock;
  }

  /**
   * Restores the cordon, frees the slot, leaves the verdict.
   *
   * @throws HostMayGoDown where another image was asked for after the approval, and this is to be
   *     asked for again
   */
  void release(BootcNode node, Verdict.Outcome outcome, String digest, String message) {
    giveBackUnlessItGoesDown(node, verdict(node, outcome, digest, message));
  }

  /**
   * Takes back what was given: an approval counts as the attempt, carried out or not, or the node
   * would be tried again should its host go back. It goes first, since pods may come as soon as the
   * cordon is lifted.
   *
   * @throws HostMayGoDown where the approval is taken back, and the rest is to be asked for again
   */
  public void restore(BootcNode node, String message) {
    if (NodeFacts.approved(node)) {
      revoke(node, message).ifPresent(revoked -> giveBackUnlessItGoesDown(revoked, null));
    } else {
      giveBackUnlessItGoesDown(node, null);
    }
  }

  private void giveBackUnlessItGoesDown(BootcNode node, @Nullable Verdict verdict) {
    Optional<String> mayGoDown =
        NodeFacts.revokedAt(node)
            .map(at -> new RevokedApproval(at, NodeState.isHeard(node), NodeFacts.rebooting(node)))
            .flatMap(revoked -> revoked.mayBeCarriedOut(Instant.now(clock)));
    if (mayGoDown.isPresent()) {
      throw new HostMayGoDown(node.getMetadata().getName(), mayGoDown.get());
    }
    giveBack(node, verdict);
  }

  private Optional<BootcNode> revoke(BootcNode node, String message) {
    Map<String, @Nullable String> annotations = SlotMarks.withoutApproval(node, Instant.now(clock));
    String tried = NodeFacts.triedDigest(node);
    annotations.put(
        BootcApi.VERDICT, verdict(node, Verdict.Outcome.CANCELLED, tried, message).toAnnotation());
    return writes.changeIfPresent(node, annotations, DesiredImageState.STAGED);
  }

  /**
   * Takes an approval back that was carried out in vain, for another one in the same slot. Until
   * the agent has read that, it stages nothing.
   */
  void takeBack(BootcNode node) {
    writes.changeIfPresent(
        node, SlotMarks.withoutApproval(node, Instant.now(clock)), DesiredImageState.STAGED);
  }

  /** Leaves the verdict; the slot stays. What is written down already keeps its time. */
  void record(BootcNode node, Verdict.Outcome outcome, String digest, String message) {
    boolean known =
        NodeFacts.verdict(node)
            .filter(verdict -> verdict.outcome() == outcome && verdict.digest().equals(digest))
            .isPresent();
    if (known) {
      return;
    }
    writes.changeIfPresent(
        node,
        Map.of(
            BootcApi.VERDICT,
            verdict(node, outcome, digest, message).toAnnotation(),
            BootcApi.FAILED_IN_SLOT,
            digest),
        null);
  }

  /**
   * First the cordon, then the mark of the slot: a crash between the two is repeated, never
   * forgotten. Where somebody has lifted the cordon, the marks of it go last: should the slot stay
   * after all, they are what tells that the node is wanted back. No approval outlives its slot:
   * what the host boots later is not ours to answer with a reboot.
   */
  private void giveBack(BootcNode node, @Nullable Verdict verdict) {
    Optional<Node> lifted = cordons.lift(node);
    Map<String, @Nullable String> annotations = new HashMap<>(SlotMarks.REMOVED);
    if (verdict != null) {
      annotations.put(BootcApi.VERDICT, verdict.toAnnotation());
      if (verdict.tookMillis() != null) {
        annotations.put(BootcApi.LAST_UPDATE_TOOK, verdict.tookMillis().toString());
      }
    }
    writes.changeIfPresent(node, annotations, DesiredImageState.STAGED);
    lifted.ifPresent(cordons::forget);
  }

  private Verdict verdict(BootcNode node, Verdict.Outcome outcome, String digest, String message) {
    Instant now = Instant.now(clock).truncatedTo(ChronoUnit.MILLIS);
    Optional<Duration> took =
        NodeFacts.slotSince(node)
            .filter(_ -> outcome == Verdict.Outcome.UPDATED)
            .map(since -> Duration.between(since, now))
            .filter(Duration::isPositive);
    return new Verdict(
        outcome,
        digest,
        attempt(node, digest),
        now.toString(),
        message,
        took.map(Duration::toMillis).orElse(null),
        LastUpdate.took(node).map(Duration::toMillis).orElse(null));
  }

  /** A verdict that is younger than the approval speaks of the same attempt. */
  private static int attempt(BootcNode node, String digest) {
    Optional<Verdict> before =
        NodeFacts.verdict(node).filter(verdict -> verdict.digest().equals(digest));
    Optional<Instant> approvedAt = NodeFacts.approvedAt(node);
    return before
        .map(verdict -> {
          boolean sameAttempt =
              approvedAt.isPresent()
                  && verdict.time().filter(since -> !since.isBefore(approvedAt.get())).isPresent();
          return verdict.attempt() + (sameAttempt ? 0 : 1);
        })
        .orElse(1);
  }
}
