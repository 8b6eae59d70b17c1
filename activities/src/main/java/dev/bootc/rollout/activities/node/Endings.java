package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.node.EndDecision;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.PoolWish;
import dev.bootc.rollout.workflows.node.SeenNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends attempts as they are told to, where the API server shows that it is so. */
final class Endings {
  private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final SlotHolders slots;
  private final Releases releases;
  private final Clock clock;

  Endings(
      ClusterCache cluster, NodeWrites writes, SlotHolders slots, Releases releases, Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.slots = slots;
    this.releases = releases;
    this.clock = clock;
  }

  void release(NodeRef ref, Verdict.Outcome outcome, String digest, String message) {
    Optional<BootcNode> holder = slots.readOn(ref);
    if (holder.isEmpty()) {
      return;
    }
    Optional<SeenNode> seen = seen(ref, holder.get());
    if (seen.isEmpty()) {
      // There is no cordon to be lifted, and nothing to be said of a node that is gone.
      releases.restore(holder.get(), message);
      return;
    }
    EndDecision.Told told = new EndDecision.Told(outcome, digest);
    PoolWish wish = PoolWishes.of(cluster, ref.pool(), now());
    switch (EndDecision.ofRelease(seen.get(), wish, told, drainEnds(ref, holder.get()), now())) {
      case EndDecision.AsTold() -> releases.release(holder.get(), outcome, digest, message);
      case EndDecision.WithoutVerdict(String why) -> {
        doubt(ref, outcome, why);
        releases.restore(holder.get(), message);
      }
      case EndDecision.Leave(String why) -> doubt(ref, outcome, why);
    }
  }

  void recordFailure(NodeRef ref, Verdict.Outcome outcome, String digest, String message) {
    Optional<BootcNode> holder = slots.readOn(ref);
    Optional<SeenNode> seen = holder.flatMap(node -> seen(ref, node));
    if (seen.isEmpty()) {
      return;
    }
    EndDecision.Told told = new EndDecision.Told(outcome, digest);
    PoolWish wish = PoolWishes.of(cluster, ref.pool(), now());
    switch (EndDecision.ofFailure(seen.get(), wish, told, now())) {
      case EndDecision.AsTold() -> releases.record(holder.get(), outcome, digest, message);
      case EndDecision.WithoutVerdict(String why) -> doubt(ref, outcome, why);
      case EndDecision.Leave(String why) -> doubt(ref, outcome, why);
    }
  }

  private Optional<SeenNode> seen(NodeRef ref, BootcNode holder) {
    return writes.readNode(ref.node()).map(node -> SeenNodes.of(holder, node));
  }

  /** No drain begins before its slot; a slot without a time is one that the Go project took. */
  private Optional<Instant> drainEnds(NodeRef ref, BootcNode holder) {
    Instant since = NodeFacts.slotSince(holder).orElse(Instant.EPOCH);
    return PoolWishes.drain(cluster, ref.pool()).policy().givesUpAfter().map(since::plus);
  }

  private static void doubt(NodeRef ref, Verdict.Outcome outcome, String why) {
    LOG.atWarn()
        .addKeyValue("pool", ref.pool())
        .addKeyValue("node", ref.node())
        .addKeyValue("told", outcome)
        .addKeyValue("why", why)
        .log("an end is not what it was said to be");
  }

  private Instant now() {
    return Instant.now(clock);
  }
}
