package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.Admissions;
import dev.bootc.rollout.activities.node.NodeWrites;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.client.WorkflowClient;
import java.time.Clock;
import java.util.function.Function;

/**
 * The steps and waits of a pool, which share what they write, and the steps of its nodes, which ask
 * the pool first.
 *
 * @param steps the short ones
 * @param waits those that take long
 * @param nodeSteps the short ones of a node
 */
public record PoolActivities(PoolSteps steps, PoolWaits waits, NodeStepActivities nodeSteps) {

  /**
   * Puts them together.
   *
   * @param stepsOfNodes makes the steps of nodes, which ask whether the pool wants a node to go
   *     down now
   * @param overall what may be unavailable of all pools together
   */
  public static PoolActivities on(
      KubernetesClient kubernetes,
      WorkflowClient temporal,
      ClusterCache cluster,
      NodeWrites writes,
      Function<Admissions, NodeStepActivities> stepsOfNodes,
      OverallLimit overall,
      Clock clock) {
    OpenRuns runs = new OpenRuns(temporal);
    SignalHistory signals = new SignalHistory(temporal);
    Speakers speakers = new Speakers(cluster, new RolloutStatusWriter(kubernetes, clock), runs);
    RefusedTargets refused = new RefusedTargets(clock);
    Neighbourhood neighbourhood = Neighbourhood.in(cluster, refused, overall.most());
    NodesOfPools nodes = NodesOfPools.in(cluster);
    NodeStepActivities nodeSteps =
        stepsOfNodes.apply(
            new PoolAdmissions(
                cluster, nodes, neighbourhood, SlotQueue.where(overall.isSet()), clock));
    return new PoolActivities(
        new PoolSteps(
            new NodeUpdateStarts(temporal),
            speakers,
            signals,
            new RolloutEnds(cluster, nodes, neighbourhood, clock),
            new VerbSteps(kubernetes, runs, clock)),
        new PoolWaits(
            kubernetes,
            cluster,
            new Retargeting(cluster, writes, refused, new NextToStage(nodes, neighbourhood), clock),
            nodes,
            neighbourhood,
            new Settling(kubernetes, cluster, nodeSteps, speakers, runs, signals),
            speakers,
            clock),
        nodeSteps);
  }

  /** Whether a pool wants a node to go down now, by this process's own view of it. */
  public static Admissions admissions(ClusterCache cluster, OverallLimit overall, Clock clock) {
    return new PoolAdmissions(
        cluster,
        NodesOfPools.in(cluster),
        Neighbourhood.in(cluster, new RefusedTargets(clock), overall.most()),
        SlotQueue.where(overall.isSet()),
        clock);
  }
}
