package dev.bootc.rollout.activities;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.Cordons;
import dev.bootc.rollout.activities.node.Evictions;
import dev.bootc.rollout.activities.node.GateQuestions;
import dev.bootc.rollout.activities.node.NodeSteps;
import dev.bootc.rollout.activities.node.NodeWaits;
import dev.bootc.rollout.activities.node.NodeWrites;
import dev.bootc.rollout.activities.node.OwnWrites;
import dev.bootc.rollout.activities.node.Releases;
import dev.bootc.rollout.activities.node.SlotHolders;
import dev.bootc.rollout.activities.node.TimedNodeSteps;
import dev.bootc.rollout.activities.pool.OverallLimit;
import dev.bootc.rollout.activities.pool.PoolActivities;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.client.WorkflowClient;
import java.time.Clock;
import java.util.List;

/** Every activity of the rollout, ready to be registered on a worker. */
public final class ClusterActivities {
  private final Cordons cordons;
  private final NodeWaits nodeWaits;
  private final PoolActivities pool;

  /**
   * Puts them together on one cache of the cluster.
   *
   * @param kubernetes should not retry by itself: Temporal does, and an eviction that is refused
   *     with 429 is no failure
   * @param temporal the worker's own client, so that what it starts brings its first task along
   * @param overall what may be unavailable of all pools together
   */
  public ClusterActivities(
      KubernetesClient kubernetes,
      WorkflowClient temporal,
      ClusterCache cluster,
      OverallLimit overall,
      Clock clock) {
    OwnWrites ownWrites = new OwnWrites();
    cluster.listen(ownWrites);
    NodeWrites writes = new NodeWrites(kubernetes, ownWrites);
    SlotHolders slots = new SlotHolders(cluster, writes, ownWrites);
    cordons = new Cordons(kubernetes);
    Releases releases = new Releases(writes, cordons, clock);
    Evictions evictions = new Evictions(kubernetes, cluster);
    GateQuestions gates = new GateQuestions(kubernetes);
    pool =
        PoolActivities.on(
            kubernetes,
            temporal,
            cluster,
            writes,
            admissions ->
                new NodeSteps(
                    cluster, writes, cordons, evictions, gates, slots, releases, admissions, clock),
            overall,
            clock);
    nodeWaits = new NodeWaits(cluster, writes, releases, evictions, slots, gates, clock);
  }

  /** All of them. */
  public List<Object> all() {
    return List.of(new TimedNodeSteps(pool.nodeSteps()), nodeWaits, pool.steps(), pool.waits());
  }

  /** The same for whoever looks after cordons that no slot owns. */
  public Cordons cordons() {
    return cordons;
  }

  /** The same steps for the pool's finalizer, which must work without Temporal. */
  public NodeStepActivities steps() {
    return pool.nodeSteps();
  }
}
