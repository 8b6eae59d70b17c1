package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.activities.cluster.LifelineLabels;
import dev.bootc.rollout.activities.cluster.NodeFacts;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * Temporal, its database and the operator, by their {@link LifelineLabels}.
 *
 * <p>Driven from a node that they cannot leave they would be pending until it is uncordoned, and
 * nobody would be left to do that. So the node may go down with them: the agent finishes alone, and
 * they come back with it.
 */
final class OwnPods {
  private final ClusterCache cluster;

  OwnPods(ClusterCache cluster) {
    this.cluster = cluster;
  }

  /** Whether it is one of ours that could go nowhere else. */
  boolean isBound(Pod pod) {
    return LifelineLabels.areOn(pod) && (keepsData(pod) || isAlone(pod.getSpec().getNodeName()));
  }

  /**
   * Whether a volume can move is known to its driver alone, and moving one costs as much as the
   * reboot.
   */
  private static boolean keepsData(Pod pod) {
    return pod.getSpec().getVolumes().stream()
            .anyMatch(volume -> volume.getPersistentVolumeClaim() != null)
        || pod.getMetadata().getOwnerReferences().stream()
            .map(OwnerReference::getKind)
            .anyMatch("StatefulSet"::equals);
  }

  private boolean isAlone(String node) {
    return cluster.nodes().stream()
        .filter(other -> !other.getMetadata().getName().equals(node))
        .noneMatch(other -> NodeFacts.ready(other) && !NodeFacts.cordoned(other));
  }
}
