package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.LabelMatch;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Volumes that no other node can use than the one that their pod runs on. */
final class NodeBoundVolumes {
  private final KubernetesClient client;
  private final ClusterCache cluster;

  NodeBoundVolumes(KubernetesClient client, ClusterCache cluster) {
    this.client = client;
    this.cluster = cluster;
  }

  /** The claims of the pod to such volumes. */
  List<String> of(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .flatMap(volume -> claim(pod, volume).stream())
        .filter(claim -> isBound(pod, claim))
        .toList();
  }

  private static Optional<String> claim(Pod pod, Volume volume) {
    if (volume.getPersistentVolumeClaim() != null) {
      return Optional.of(volume.getPersistentVolumeClaim().getClaimName());
    }
    return volume.getEphemeral() == null
        ? Optional.empty()
        : Optional.of(pod.getMetadata().getName() + "-" + volume.getName());
  }

  private boolean isBound(Pod pod, String claimName) {
    PersistentVolumeClaim claim =
        client
            .persistentVolumeClaims()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(claimName)
            .get();
    if (claim == null || claim.getSpec().getVolumeName() == null) {
      return false;
    }
    PersistentVolume volume =
        client.persistentVolumes().withName(claim.getSpec().getVolumeName()).get();
    return volume != null && isOnlyOn(pod.getSpec().getNodeName(), volume);
  }

  private boolean isOnlyOn(String node, PersistentVolume volume) {
    if (volume.getSpec().getNodeAffinity() == null
        || volume.getSpec().getNodeAffinity().getRequired() == null) {
      return false;
    }
    List<NodeSelectorTerm> terms =
        volume.getSpec().getNodeAffinity().getRequired().getNodeSelectorTerms();
    return cluster.nodes().stream()
        .filter(other -> !other.getMetadata().getName().equals(node))
        .noneMatch(other -> terms.stream().anyMatch(term -> maySelect(term, other)));
  }

  /** What is not understood here may select any node. */
  private static boolean maySelect(NodeSelectorTerm term, Node node) {
    List<LabelSelectorRequirement> requirements =
        term.getMatchExpressions().stream().map(NodeBoundVolumes::requirement).toList();
    Map<String, String> labels =
        Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
    return LabelMatch.of(new LabelSelectorBuilder().withMatchExpressions(requirements).build())
        .map(match -> match.matches(labels))
        .orElse(true);
  }

  private static LabelSelectorRequirement requirement(NodeSelectorRequirement requirement) {
    return new LabelSelectorRequirement(
        requirement.getKey(), requirement.getOperator(), requirement.getValues());
  }
}
