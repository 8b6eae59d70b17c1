package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.node.NodeLooks.Look;
import dev.bootc.rollout.activities.node.NodeLooks.Sight;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeWaitActivities;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.node.UpdateJudgement;
import io.temporal.activity.Activity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** See {@link NodeWaitActivities}. */
public final class NodeWaits implements NodeWaitActivities {
  /** Pods are asked for this often, only while their node drains. */
  private static final Duration PODS_AGAIN = Duration.ofMillis(500);

  private static final String OLD_VIEW = "what is known of the node is old";
  private static final String GONE = "the node left the pool or lost its slot";

  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final Evictions evictions;
  private final SlotHolders slots;
  private final Releases releases;
  private final NodeLooks looks;
  private final Clock clock;

  public NodeWaits(
      ClusterCache cluster,
      NodeWrites writes,
      Evictions evictions,
      SlotHolders slots,
      Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.evictions = evictions;
    this.slots = slots;
    this.releases = new Releases(writes, clock);
    this.looks = new NodeLooks(cluster, slots);
    this.clock = clock;
  }

  @Override
  public NodeAnswer.Drain drain(NodeRef ref) {
    Instant asked =
        Instant.ofEpochMilli(Activity.getExecutionContext().getInfo().getScheduledTimestamp());
    DrainNote note = new DrainNote(writes, ref.node(), asked, clock);
    try (Changes.Subscription changes = cluster.changes().ofNode(ref.node());
        Heartbeat heartbeat = Heartbeat.begin(changes::wake)) {
      while (true) {
        cluster.requireWatchingLately();
        Optional<BootcNode> holder = slots.in(ref);
        if (holder.isEmpty() || cluster.node(ref.node()).isEmpty()) {
          return new NodeAnswer.Drain(NodeAnswer.Drain.Outcome.GONE, "", GONE);
        }
        String digest = NodeFacts.triedDigest(holder.get());
        PodsLeft left = evictions.evictFrom(ref.node(), heartbeat::say);
        if (left.none()) {
          return new NodeAnswer.Drain(
              NodeAnswer.Drain.Outcome.DRAINED, digest, "no pod is left to evict");
        }
        Optional<Duration> timeout = PoolWishes.drainTimeout(cluster, ref.pool());
        if (timeout.isPresent() && now().isAfter(asked.plus(timeout.get()))) {
          return new NodeAnswer.Drain(
              NodeAnswer.Drain.Outcome.TIMED_OUT,
              digest,
              "drainTimeoutSeconds %d passed; %s"
                  .formatted(timeout.get().toSeconds(), left.text()));
        }
        heartbeat.say(left.text());
        note.offer(left.text());
        changes.gather(PODS_AGAIN);
      }
    }
  }

  @Override
  public NodeAnswer.Staged awaitStaged(NodeRef ref) {
    return looks.until(ref, this::isStaged, this::goneWhileStaging);
  }

  private Look<NodeAnswer.Staged> isStaged(NodeRef ref, Sight sight) {
    SeenNode node = sight.seen();
    return switch (node.state()) {
      case UP_TO_DATE -> staged(node, "runs its image");
      case STAGED ->
          wish(ref).asksFor(node.desiredImage())
              ? staged(node, "ready to go on")
              : new Look.WaitsFor<>("staged, but the pool asks for another image");
      case PENDING, STAGING, REBOOTING, DEGRADED ->
          new Look.WaitsFor<>("waiting for the image to be staged: " + node.agentSays());
    };
  }

  private static Look<NodeAnswer.Staged> staged(SeenNode node, String message) {
    return new Look.Answer<>(
        new NodeAnswer.Staged(NodeAnswer.Staged.Outcome.READY, node.desiredDigest(), message));
  }

  private NodeAnswer.Staged goneWhileStaging(NodeRef ref) {
    return new NodeAnswer.Staged(NodeAnswer.Staged.Outcome.GONE, "", GONE);
  }

  @Override
  public NodeAnswer.Update awaitUpdate(NodeRef ref, String digest) {
    Suspicion suspicion = new Suspicion();
    return looks.until(
        ref, (asked, sight) -> updated(asked, digest, sight, suspicion), this::goneFromItsSlot);
  }

  private Look<NodeAnswer.Update> updated(
      NodeRef ref, String digest, Sight sight, Suspicion suspicion) {
    SeenNode node = sight.seen();
    return switch (UpdateJudgement.of(node, wish(ref), now())) {
      case UpdateJudgement.Updated(String message) ->
          isOf(digest, node) || confirmed(ref, sight)
              ? update(NodeAnswer.Update.Outcome.UPDATED, null, released(sight, message), message)
              : new Look.WaitsFor<>(OLD_VIEW);
      case UpdateJudgement.Retargeted(String message) ->
          confirmed(ref, sight)
              ? update(NodeAnswer.Update.Outcome.RETARGETED, null, node, message)
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

  private NodeAnswer.Update goneFromItsSlot(NodeRef ref) {
    return slots.wasReleased(ref)
        ? new NodeAnswer.Update(NodeAnswer.Update.Outcome.UPDATED, null, "", "was released before")
        : new NodeAnswer.Update(NodeAnswer.Update.Outcome.GONE, null, "", GONE);
  }

  private static Look<NodeAnswer.Update> update(
      NodeAnswer.Update.Outcome outcome,
      Verdict.@Nullable Outcome verdict,
      SeenNode node,
      String message) {
    return new Look.Answer<>(new NodeAnswer.Update(outcome, verdict, node.triedDigest(), message));
  }

  @Override
  public NodeAnswer.Recovery awaitRecovery(NodeRef ref) {
    return looks.until(
        ref,
        this::recovered,
        gone ->
            new NodeAnswer.Recovery(
                slots.wasReleased(gone)
                    ? NodeAnswer.Recovery.Outcome.UPDATED
                    : NodeAnswer.Recovery.Outcome.GONE,
                "",
                GONE));
  }

  /**
   * A failure that is known already is what is waited out. One that was not so when it was to be
   * written down may be so later.
   */
  private Look<NodeAnswer.Recovery> recovered(NodeRef ref, Sight sight) {
    SeenNode node = sight.seen();
    return switch (UpdateJudgement.of(node, wish(ref), now())) {
      case UpdateJudgement.Updated(String message) ->
          confirmed(ref, sight)
              ? recovery(NodeAnswer.Recovery.Outcome.UPDATED, released(sight, message), message)
              : new Look.WaitsFor<>(OLD_VIEW);
      case UpdateJudgement.Retargeted(String message) ->
          confirmed(ref, sight)
              ? recovery(NodeAnswer.Recovery.Outcome.RETARGETED, node, message)
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

  private PoolWish wish(NodeRef ref) {
    return PoolWishes.of(cluster, ref.pool());
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
