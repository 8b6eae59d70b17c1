package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.CordonFacts;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Surroundings;
import dev.bootc.rollout.workflows.plan.Surroundings.Lifeline;
import dev.bootc.rollout.workflows.plan.Surroundings.Neighbour;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of the cluster matters to a pool beside its own nodes. Knows the control plane by name, so
 * that a look does not go through all nodes of the cluster.
 */
final class Neighbourhood implements ClusterCache.Listener {
  private final ClusterCache cluster;
  private final RefusedTargets refused;
  private final Dependencies dependencies;
  private final OverallLook overall;
  private final Set<String> controlPlane = ConcurrentHashMap.newKeySet();

  private Neighbourhood(
      ClusterCache cluster, RefusedTargets refused, @Nullable MaxUnavailable overall) {
    this.cluster = cluster;
    this.refused = refused;
    this.dependencies = new Dependencies(cluster::pool);
    this.overall = new OverallLook(cluster, overall);
  }

  /**
   * Of the cluster of that cache, from now on.
   *
   * @param overall what may be unavailable of all pools together; absent where nothing limits that
   */
  static Neighbourhood in(
      ClusterCache cluster, RefusedTargets refused, @Nullable MaxUnavailable overall) {
    Neighbourhood neighbourhood = new Neighbourhood(cluster, refused, overall);
    cluster.listen(neighbourhood);
    cluster.nodes().forEach(neighbourhood::nodeChanged);
    return neighbourhood;
  }

  /**
   * Decides by what the cache has, one at a time: a node that was listed before it was told of a
   * change would undo that, by this thread's older object.
   */
  @Override
  public synchronized void nodeChanged(Node changed) {
    String name = changed.getMetadata().getName();
    if (cluster.node(name).filter(NodeFacts::controlPlane).isPresent()) {
      controlPlane.add(name);
    } else {
      controlPlane.remove(name);
    }
  }

  /**
   * Around a pool.
   *
   * @param pool its name
   * @param own its nodes
   * @param image that they are to be given
   */
  Surroundings of(String pool, NodesOfPool.Seen own, String image) {
    List<Lifeline> lifelines = cluster.lifelines().stream().map(Neighbourhood::lifeline).toList();
    SortedSet<String> names =
        lifelines.stream()
            .flatMap(lifeline -> Optional.ofNullable(lifeline.node()).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    names.addAll(controlPlane);
    names.removeAll(own.names());
    Dependencies.Awaited awaited = dependencies.awaitedBy(pool);
    return new Surroundings(
        names.stream().flatMap(name -> cluster.node(name).stream()).map(this::neighbour).toList(),
        lifelines,
        refused.of(image),
        own.stranded(),
        awaited.all(),
        overall.beside(own),
        !awaited.inVain().isEmpty());
  }

  private Neighbour neighbour(Node node) {
    String name = node.getMetadata().getName();
    return new Neighbour(
        name,
        NodeFacts.controlPlane(node),
        cluster.bootcNode(name).filter(NodeFacts::holdsSlot).isPresent()
            || CordonFacts.keepsDown(node),
        NodeViews.readiness(node));
  }

  private static Lifeline lifeline(Pod pod) {
    boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
    return new Lifeline(
        pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName(),
        pod.getSpec().getNodeName(),
        !terminating && says(pod, "Ready", "True"),
        says(pod, "PodScheduled", "False"));
  }

  private static boolean says(Pod pod, String type, String status) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .map(PodCondition::getStatus)
        .anyMatch(status::equals);
  }
}
