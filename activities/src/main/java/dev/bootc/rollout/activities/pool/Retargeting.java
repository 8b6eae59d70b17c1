package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.ParallelWrites;
import dev.bootc.rollout.activities.node.Heartbeat;
import dev.bootc.rollout.activities.node.NodeWrites;
import dev.bootc.rollout.activities.node.SlotMarks;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes a target to every node of its pool. */
final class Retargeting {
  private final ClusterCache cluster;
  private final NodeWrites writes;

  Retargeting(ClusterCache cluster, NodeWrites writes) {
    this.cluster = cluster;
    this.writes = writes;
  }

  /**
   * @param heartbeat told of the progress; no write is begun once nobody wants it any more
   * @return how many were written
   */
  int write(RolloutTarget target, Heartbeat heartbeat) {
    List<Callable<Boolean>> pending =
        offTarget(target).stream()
            .map(node -> (Callable<Boolean>) () -> writeOne(node, target, heartbeat))
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
        .filter(bootcNode -> !bootcNode.getSpec().desiredImage().equals(target.image()))
        .toList();
  }

  private boolean writeOne(BootcNode node, RolloutTarget target, Heartbeat heartbeat) {
    heartbeat.requireWanted();
    return PoolTargets.stillName(cluster, target)
        && writes.retarget(node, target.image(), SlotMarks.APPROVAL_REMOVED);
  }
}
