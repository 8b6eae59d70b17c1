package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.NodeLooks.Look;
import dev.bootc.rollout.activities.node.NodeLooks.Sight;
import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.node.UpdateJudgement;
import io.temporal.activity.Activity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Waits for approved nodes to come back, and frees the slots of those that are in order. */
final class UpdateWaits {
  private static final String OLD_VIEW = "what is known of the node is old";

  private final ClusterCache cluster;
  private final SlotHolders slots;
  private final NodeLooks looks;
  private final Releases releases;
  private final NodeGates gates;
  private final Clock clock;

  UpdateWaits(
      ClusterCache cluster,
      SlotHolders slots,
      NodeLooks looks,
      Releases releases,
      NodeGates gates,
      Clock clock) {
    this.cluster = cluster;
    this.slots = slots;
    this.looks = looks;
    this.releases = releases;
    this.gates = gates;
    this.clock = clock;
  }

  NodeAnswer.Update awaitUpdate(NodeRef ref, String digest) {
    Suspicion suspicion = new Suspicion();
    NodeGates.Watch watch = gates.watch(ref);
    return looks.until(
        ref,
        (asked, sight) -> updated(asked, digest, sight, judged(asked, sight, watch), suspicion),
        this::goneFromItsSlot);
  }

  private UpdateJudgement judged(NodeRef ref, Sight sight, NodeGates.Watch watch) {
    return watch.judged(sight, PoolWishes.of(cluster, ref.pool(), now()), now());
  }

  private Look<NodeAnswer.Update> updated(
      NodeRef ref, String digest, Sight sight, UpdateJudgement judgement, Suspicion suspicion) {
    SeenNode node = sight.seen();
    return switch (judgement) {
      case UpdateJudgement.Updated(boolean _, String message) ->
          isOf(digest, node) || confirmed(ref, sight)
              ? update(NodeAnswer.Update.Outcome.UPDATED, null, released(sight, message), message)
              : new Look.WaitsFor<>(OLD_VIEW);
      case UpdateJudgement.Watched(Duration left, String message) -> {
        suspicion.clear();
        yield Look.WaitsFor.until(left, message);
      }
      case UpdateJudgement.Gated(GateMark _, Duration left, String message) -> {
        suspicion.clear();
        yield Look.WaitsFor.until(left, message);
      }
      case UpdateJudgement.Retargeted(String message) ->
          confirmed(ref, sight)
              ? update(NodeAnswer.Update.Outcome.RETARGETED, null, node, message)
              : new Look.WaitsFor<>(OLD_VIEW);
      case UpdateJudgement.WantedAgain(String message) ->
          confirmed(ref, sight)
              ? update(NodeAnswer.Update.Outcome.RETARGETED, null, takenBack(sight), message)
              : new Look.WaitsFor<>(OLD_VIEW);
      case UpdateJudgement.Failed(Verdict.Outcome verdict, String message) ->
          confirmed(ref, sight)
              ? update(NodeAnswer.Update.Outcome.FAILED, verdict, node, message)
              : new Look.WaitsFor<>(OLD_VIEW);
      case UpdateJudgement.Suspect(String message) ->
          suspicion.lasts(now()) && confirmed(ref, sight)
              ? update(NodeAnswer.Update.Outcome.FAILED, Verdict.Outcome.WRONG_IMAGE, node, message)
              : new Look.WaitsFor<>(message);
      case UpdateJudgement.Waiting(String message) -> {
        suspicion.clear();
        yield new Look.WaitsFor<>(message);
      }
    };
  }

  /**
   * Whether what was seen is about the approval that is waited for, and by the first to wait: then
   * only the last write has to fail if the view is old. A cache that lags may show the slot of a
   * former update, or one that a former try has given back.
   */
  private static boolean isOf(String digest, SeenNode node) {
    return node.approved()
        && digest.equals(node.approval().digest())
        && Activity.getExecutionContext().getInfo().getAttempt() == 1;
  }

  /** Whether the API server has the BootcNode as it was judged. */
  private boolean confirmed(NodeRef ref, Sight sight) {
    return slots
        .readIn(ref)
        .filter(live ->
            live.getMetadata()
                .getResourceVersion()
                .equals(sight.bootcNode().getMetadata().getResourceVersion()))
        .isPresent();
  }

  private SeenNode released(Sight sight, String message) {
    releases.release(
        sight.bootcNode(), Verdict.Outcome.UPDATED, sight.seen().triedDigest(), message);
    return sight.seen();
  }

  private SeenNode takenBack(Sight sight) {
    releases.takeBack(sight.bootcNode());
    return sight.seen();
  }

  private NodeAnswer.Update goneFromItsSlot(NodeRef ref) {
    return slots.wasReleased(ref)
        ? new NodeAnswer.Update(NodeAnswer.Update.Outcome.UPDATED, null, "", "was released before")
        : new NodeAnswer.Update(NodeAnswer.Update.Outcome.GONE, null, "", NodeWaits.GONE);
  }

  private static Look<NodeAnswer.Update> update(
      NodeAnswer.Update.Outcome outcome,
      Verdict.@Nullable Outcome verdict,
      SeenNode node,
      String message) {
    return new Look.Answer<>(new NodeAnswer.Update(outcome, verdict, node.triedDigest(), message));
  }

  NodeAnswer.Recovery awaitRecovery(NodeRef ref) {
    NodeGates.Watch watch = gates.watch(ref);
    return looks.until(
        ref,
        (asked, sight) -> recovered(asked, sight, judged(asked, sight, watch)),
        gone ->
            new NodeAnswer.Recovery(
                slots.wasReleased(gone)
                    ? NodeAnswer.Recovery.Outcome.UPDATED
                    : NodeAnswer.Recovery.Outcome.GONE,
                "",
                NodeWaits.GONE));
  }

  /**
   * A failure that is known already is what is waited out. One that was not so when it was to be
   * written down may be so later.
   */
  private Look<NodeAnswer.Recovery> recovered(NodeRef ref, Sight sight, UpdateJudgement judgement) {
    SeenNode node = sight.seen();
    return switch (judgement) {
      case UpdateJudgement.Updated(boolean _, String message) ->
          confirmed(ref, sight)
              ? recovery(NodeAnswer.Recovery.Outcome.UPDATED, released(sight, message), message)
              : new Look.WaitsFor<>(OLD_VIEW);
      case UpdateJudgement.Watched(Duration left, String message) ->
          Look.WaitsFor.until(left, message);
      case UpdateJudgement.Gated(GateMark _, Duration left, String message) ->
          Look.WaitsFor.until(left, message);
      case UpdateJudgement.Retargeted(String message) ->
          confirmed(ref, sight)
              ? recovery(NodeAnswer.Recovery.Outcome.RETARGETED, node, message)
              : new Look.WaitsFor<>(OLD_VIEW);
      case UpdateJudgement.WantedAgain(String message) ->
          confirmed(ref, sight)
              ? recovery(NodeAnswer.Recovery.Outcome.RETARGETED, takenBack(sight), message)
              : new Look.WaitsFor<>(OLD_VIEW);
      case UpdateJudgement.Failed(Verdict.Outcome verdict, String message) -> {
        if (!node.isKnownToHaveFailed() && confirmed(ref, sight)) {
          releases.record(sight.bootcNode(), verdict, node.triedDigest(), message);
        }
        yield new Look.WaitsFor<>(message);
      }
      case UpdateJudgement.Suspect(String message) -> new Look.WaitsFor<>(message);
      case UpdateJudgement.Waiting(String message) -> new Look.WaitsFor<>(message);
    };
  }

  private static Look<NodeAnswer.Recovery> recovery(
      NodeAnswer.Recovery.Outcome outcome, SeenNode node, String message) {
    return new Look.Answer<>(new NodeAnswer.Recovery(outcome, node.triedDigest(), message));
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
