package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.node.Admissions;
import dev.bootc.rollout.activities.node.NodeWrites;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.temporal.client.WorkflowClient;
import java.time.Clock;

/**
 * The steps and waits of a pool, which share what they write.
 *
 * @param steps the short ones
 * @param waits those that take long
 * @param admissions whether the pool wants a node to go down now
 */
public record PoolActivities(PoolSteps steps, PoolWaits waits, Admissions admissions) {

  /** Puts them together. */
  public static PoolActivities on(
      KubernetesClient kubernetes,
      WorkflowClient temporal,
      ClusterCache cluster,
      NodeWrites writes,
      Clock clock) {
    RolloutStatusWriter statusWriter = new RolloutStatusWriter(kubernetes, clock);
    LatestQuestions questions = new LatestQuestions();
    Neighbourhood neighbourhood = Neighbourhood.in(cluster);
    return new PoolActivities(
        new PoolSteps(
            kubernetes,
            statusWriter,
            questions,
            new NodeUpdateStarts(temporal),
            new SignalHistory(temporal),
            new RolloutEnds(cluster, neighbourhood, clock)),
        new PoolWaits(
            kubernetes,
            cluster,
            new Retargeting(cluster, writes),
            statusWriter,
            questions,
            neighbourhood,
            clock),
        admissions(cluster, neighbourhood, clock));
  }

  /** Whether a pool wants a node to go down now, by this process's own view of it. */
  public static Admissions admissions(ClusterCache cluster, Clock clock) {
    return admissions(cluster, Neighbourhood.in(cluster), clock);
  }

  private static Admissions admissions(
      ClusterCache cluster, Neighbourhood neighbourhood, Clock clock) {
    PoolAdmissions admissions = new PoolAdmissions(cluster, neighbourhood, clock);
    cluster.listen(admissions);
    return admissions;
  }
}
