package dev.bootc.rollout.activities;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.Evictions;
import dev.bootc.rollout.activities.node.NodeSteps;
import dev.bootc.rollout.activities.node.NodeWaits;
import dev.bootc.rollout.activities.node.NodeWrites;
import dev.bootc.rollout.activities.pool.PoolWatch;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.client.WorkflowClient;
import java.time.Clock;
import java.util.List;

/** Every activity of the rollout, ready to be registered on a worker. */
public final class ClusterActivities {
  private final NodeSteps nodeSteps;
  private final NodeWaits nodeWaits;
  private final PoolWatch poolWatch;

  /**
   * Puts them together on one cache of the cluster.
   *
   * @param kubernetes should not retry by itself: Temporal does, and an eviction that is refused
   *     with 429 is no failure
   */
  public ClusterActivities(
      KubernetesClient kubernetes, WorkflowClient temporal, ClusterCache cluster, Clock clock) {
    NodeWrites writes = new NodeWrites(kubernetes);
    Evictions evictions = new Evictions(kubernetes);
    nodeSteps = new NodeSteps(cluster, writes, evictions, clock);
    nodeWaits = new NodeWaits(cluster, writes, evictions, clock);
    poolWatch = new PoolWatch(kubernetes, temporal, cluster, clock);
  }

  /** For the task queue of workflows and short steps. */
  public List<Object> shortSteps() {
    return List.of(nodeSteps, poolWatch);
  }

  /** For the task queue of waits. */
  public List<Object> waits() {
    return List.of(nodeWaits, poolWatch);
  }

  /** The same steps for the pool's finalizer, which must work without Temporal. */
  public NodeStepActivities steps() {
    return nodeSteps;
  }
}
