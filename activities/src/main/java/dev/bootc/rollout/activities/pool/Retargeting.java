package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.ParallelWrites;
import dev.bootc.rollout.activities.cluster.SeenWrites;
import dev.bootc.rollout.activities.node.Heartbeat;
import dev.bootc.rollout.activities.node.NodeWrites;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
  private final NextToStage next;
  private final Clock clock;

  Retargeting(
      ClusterCache cluster,
      NodeWrites writes,
      RefusedTargets refused,
      NextToStage next,
      Clock clock) {
    this.cluster = cluster;
    this.writes = writes;
    this.refused = refused;
    this.next = next;
    this.clock = clock;
  }

  /**
   * Writes it to all that can be given it, or to those whose turn it is to stage; those that it is
   * refused to are remembered.
   *
   * @param heartbeat told of the progress; no write is begun once nobody wants it any more
   * @return how many were written
   */
  int write(RolloutTarget target, Heartbeat heartbeat) {
    Optional<RolloutTarget> inTurns =
        PoolTargets.sameImage(cluster, target).filter(own -> own.maxStaging() != null);
    List<BootcNode> nodes =
        inTurns.map(own -> turns(own, heartbeat)).orElseGet(() -> offTarget(target));
    List<Callable<Boolean>> pending =
        nodes.stream()
            .map(node ->
                (Callable<Boolean>) () -> tryToWrite(node, target, inTurns.isPresent(), heartbeat))
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

  /**
   * The next to stage, counted once everybody's earlier writes are seen here: whoever asked this
   * process may have seen a place become free that has been given away since.
   */
  private List<BootcNode> turns(RolloutTarget target, Heartbeat heartbeat) {
    List<BootcNode> first = nextToStage(target);
    if (first.isEmpty()) {
      return first;
    }
    heartbeat.requireWanted();
    Optional<BootcNode> marked = writes.markTurn(first.getFirst(), Instant.now(clock));
    marked.ifPresent(node -> SeenWrites.await(cluster, node, "turn to stage"));
    return nextToStage(target);
  }

  private List<BootcNode> nextToStage(RolloutTarget target) {
    return next.of(target, Instant.now(clock)).stream()
        .flatMap(name -> cluster.bootcNode(name).stream())
        .toList();
  }

  private List<BootcNode> offTarget(RolloutTarget target) {
    return cluster.bootcNodesOf(target.pool()).stream()
        .filter(bootcNode -> !bootcNode.isMarkedForDeletion())
        .filter(bootcNode -> ClusterCache.isOf(bootcNode, target.poolUid()))
        .filter(bootcNode -> !bootcNode.getSpec().desiredImage().equals(target.image()))
        .toList();
  }

  private boolean tryToWrite(
      BootcNode node, RolloutTarget target, boolean inTurn, Heartbeat heartbeat) {
    heartbeat.requireWanted();
    String name = node.getMetadata().getName();
    try {
      boolean written = writeOne(node, target, inTurn);
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

  private boolean writeOne(BootcNode node, RolloutTarget target, boolean inTurn) {
    if (!PoolTargets.stillName(cluster, target)) {
      return false;
    }
    Instant now = Instant.now(clock);
    return inTurn
        ? writes.retargetInTurn(node, target.image(), now)
        : writes.retarget(node, target.image(), now);
  }
}
