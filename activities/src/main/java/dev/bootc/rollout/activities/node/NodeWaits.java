package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.NodeLooks.Look;
import dev.bootc.rollout.activities.node.NodeLooks.Sight;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeWaitActivities;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.node.SeenNode;
import dev.bootc.rollout.workflows.node.StagingDecision;
import java.time.Clock;
import java.time.Instant;

/** See {@link NodeWaitActivities}. */
public final class NodeWaits implements NodeWaitActivities {
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
      Releases releases,
      Evictions evictions,
      SlotHolders slots,
      GateQuestions gates,
      Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.evictions = evictions;
    this.slots = slots;
    this.looks = new NodeLooks(cluster, slots);
    NodeGates nodeGates = new NodeGates(writes, gates);
    this.updates = new UpdateWaits(cluster, slots, looks, releases, nodeGates, clock);
    this.clock = clock;
  }

  @Override
  public NodeAnswer.Drain drain(NodeRef ref) {
    return new NodeDrain(ref, cluster, slots, writes, evictions, clock).untilItIsOver();
  }

  @Override
  public NodeAnswer.Staged awaitStaged(NodeRef ref) {
    return looks.until(ref, this::isStaged, this::goneWhileStaging);
  }

  private Look<NodeAnswer.Staged> isStaged(NodeRef ref, Sight sight) {
    return switch (StagingDecision.of(sight.seen(), wish(ref))) {
      case StagingDecision.GoOn(String why) -> staged(sight.seen(), why);
      case StagingDecision.Wait(String what) -> new Look.WaitsFor<>(what);
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
    return PoolWishes.of(cluster, ref.pool(), Instant.now(clock));
  }
}
