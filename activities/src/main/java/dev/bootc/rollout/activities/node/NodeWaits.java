package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.Changes;
import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.activities.node.NodeLooks.Look;
import dev.bootc.rollout.activities.node.NodeLooks.Sight;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeWaitActivities;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.node.SeenNode;
import io.temporal.activity.Activity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** See {@link NodeWaitActivities}. */
public final class NodeWaits implements NodeWaitActivities {
  /** Pods are asked for this often, only while their node drains. */
  private static final Duration PODS_AGAIN = Duration.ofMillis(500);

  static final String GONE = "the node left the pool or lost its slot";

  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final Evictions evictions;
  private final SlotHolders slots;
  private final NodeLooks looks;
  private final UpdateWaits updates;
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
    this.looks = new NodeLooks(cluster, slots);
    this.updates = new UpdateWaits(cluster, slots, looks, new Releases(writes, clock), clock);
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
    return updates.awaitUpdate(ref, digest);
  }

  @Override
  public NodeAnswer.Recovery awaitRecovery(NodeRef ref) {
    return updates.awaitRecovery(ref);
  }

  private PoolWish wish(NodeRef ref) {
    return PoolWishes.of(cluster, ref.pool());
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
