package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.ParallelWrites;
import dev.bootc.rollout.activities.node.Heartbeat;
import dev.bootc.rollout.activities.node.NodeWrites;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes a target to every node of its pool. */
final class Retargeting {
  /**
   * What an API server answers to a write that it, a policy or a webhook does not want. All else
   * may come right by itself and is tried again at once.
   */
  private static final Set<Integer> REFUSALS = Set.of(400, 403, 413, 422, 500);

  private final ClusterCache cluster;
  private final NodeWrites writes;
  private final RefusedTargets refused;
  private final Clock clock;

  Retargeting(ClusterCache cluster, NodeWrites writes, RefusedTargets refused, Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.refused = refused;
    this.clock = clock;
  }

  /**
   * Writes it to all that can be given it; the others are remembered.
   *
   * @param heartbeat told of the progress; no write is begun once nobody wants it any more
   * @return how many were written
   */
  int write(RolloutTarget target, Heartbeat heartbeat) {
    List<Callable<Boolean>> pending =
        offTarget(target).stream()
            .map(node -> (Callable<Boolean>) () -> tryToWrite(node, target, heartbeat))
            .toList();
    AtomicInteger written = new AtomicInteger();
    try (ParallelWrites inParallel = new ParallelWrites()) {
      inParallel.all(
          pending,
          done -> {
            int sum = done ? written.incrementAndGet() : written.get();
            heartbeat.say(sum + " of " + pending.size() + " written");
          });
    }
    return written.get();
  }

  private List<BootcNode> offTarget(RolloutTarget target) {
    return cluster.bootcNodesOf(target.pool()).stream()
        .filter(bootcNode -> !bootcNode.isMarkedForDeletion())
        .filter(bootcNode -> ClusterCache.isOf(bootcNode, target.poolUid()))
        .filter(bootcNode -> !bootcNode.getSpec().desiredImage().equals(target.image()))
        .toList();
  }

  private boolean tryToWrite(BootcNode node, RolloutTarget target, Heartbeat heartbeat) {
    heartbeat.requireWanted();
    String name = node.getMetadata().getName();
    try {
      boolean written = writeOne(node, target);
      refused.accepted(name);
      return written;
    } catch (KubernetesClientException refusal) {
      if (!REFUSALS.contains(refusal.getCode())) {
        throw refusal;
      }
      refused.refused(name, target.image(), String.valueOf(refusal.getMessage()));
      return false;
    }
  }

  private boolean writeOne(BootcNode node, RolloutTarget target) {
    return PoolTargets.stillName(cluster, target)
        && writes.retarget(node, target.image(), Instant.now(clock));
  }
}
