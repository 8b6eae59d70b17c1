package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DrainPreflight;
import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.workflows.node.NodeRef;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Looks at a node before its slot is taken, where its pool wants that. */
final class PreflightLooks {
  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final Evictions evictions;
  private final Clock clock;

  PreflightLooks(ClusterCache cluster, NodeWrites writes, Evictions evictions, Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.evictions = evictions;
    this.clock = clock;
  }

  /** What becomes of the node. */
  sealed interface Result {
    /**
     * Its slot is taken.
     *
     * @param warning what is said with that; may be empty
     */
    record Goes(String warning) implements Result {}

    /** It is left out, and its BootcNode says so. */
    record Stays(String why) implements Result {}
  }

  Result look(NodeRef ref, BootcNode bootcNode) {
    PoolDrain drain = PoolWishes.drain(cluster, ref.pool());
    DrainPreflight action = drain.policy().onPreflight();
    if (action == null) {
      return new Result.Goes("");
    }
    Optional<String> objection = evictions.objection(ref.node(), drain);
    if (objection.isEmpty()) {
      return new Result.Goes("");
    }
    return switch (action) {
      case WARN -> new Result.Goes(objection.get());
      case SKIP -> {
        LeftOut mark = new LeftOut(now(), generation(ref), objection.get());
        writes.changeIfPresent(bootcNode, Map.of(BootcApi.PREFLIGHT, mark.text()), null);
        yield new Result.Stays("left out, " + objection.get());
      }
    };
  }

  private long generation(NodeRef ref) {
    return cluster.pool(ref.pool()).map(pool -> pool.getMetadata().getGeneration()).orElse(0L);
  }

  private Instant now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.SECONDS);
  }
}
