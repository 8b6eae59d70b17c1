package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.WrittenField;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is kept of each kind. */
final class Trims {
  private Trims() {}

  private static final Set<String> MARKS =
      Set.of(
          BootcApi.CORDONED_BY,
          BootcApi.CORDON_REASON,
          BootcApi.CORDONED_SINCE,
          BootcApi.KARPENTER_MARKS,
          BootcApi.KARPENTER_DO_NOT_REPAIR,
          BootcApi.KARPENTER_DO_NOT_DISRUPT);

  /** Which one does not matter here, so all Nodes share it. */
  private static final List<OwnerReference> A_NODE_CLAIM =
      List.of(
          new OwnerReferenceBuilder()
              .withApiVersion("karpenter.sh/v1")
              .withKind("NodeClaim")
              .withName("kept-short")
              .withUid("")
              .build());

  /**
   * Name, labels, schedulability with the marks of a cordon, readiness, boot ID, and whether
   * Karpenter made it.
   */
  static Node node(Node node) {
    NodeStatus status = node.getStatus() == null ? new NodeStatus() : node.getStatus();
    List<NodeCondition> ready =
        status.getConditions().stream()
            .filter(condition -> "Ready".equals(condition.getType()))
            .toList();
    ObjectMeta metadata = node.getMetadata();
    return new NodeBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .withDeletionTimestamp(metadata.getDeletionTimestamp())
                .withLabels(shared(metadata.getLabels()))
                .withAnnotations(marks(metadata.getAnnotations()))
                .withOwnerReferences(CordonFacts.ofKarpenter(node) ? A_NODE_CLAIM : List.of())
                .build())
        .withNewSpec()
        .withUnschedulable(node.getSpec() == null ? null : node.getSpec().getUnschedulable())
        .endSpec()
        .withNewStatus()
        .withConditions(ready)
        .withNewNodeInfo()
        .withBootID(status.getNodeInfo() == null ? "" : status.getNodeInfo().getBootID())
        .endNodeInfo()
        .endStatus()
        .build();
  }

  /** Whether nothing that is kept differs, but that it was written again. */
  static boolean saysTheSame(Node before, Node after) {
    return unversioned(before).equals(unversioned(after));
  }

  private static Node unversioned(Node node) {
    Node kept = node(node);
    kept.getMetadata().setResourceVersion(null);
    kept.getStatus().getConditions().forEach(condition -> condition.setLastHeartbeatTime(null));
    return kept;
  }

  /** Of those of others one is kept: whoever adds to them has to know whether there are any. */
  private static Map<String, String> marks(@Nullable Map<String, String> annotations) {
    if (annotations == null || annotations.isEmpty()) {
      return Map.of();
    }
    Map<String, String> marks = new LinkedHashMap<>();
    MARKS.stream()
        .filter(annotations::containsKey)
        .forEach(key -> marks.put(key, annotations.get(key)));
    if (marks.isEmpty()) {
      marks.put(annotations.keySet().iterator().next().intern(), "");
    }
    return marks;
  }

  /** All Nodes have nearly the same labels, so each text is kept once. */
  private static @Nullable Map<String, String> shared(@Nullable Map<String, String> labels) {
    if (labels == null) {
      return null;
    }
    Map<String, String> shared = new LinkedHashMap<>();
    labels.forEach((key, value) -> shared.put(key.intern(), value.intern()));
    return shared;
  }

  /**
   * Everything but the managed fields, which are the larger half of it; of those what says who
   * leaves it out and when, which is on few.
   */
  static BootcNode bootcNode(BootcNode node) {
    ObjectMeta metadata = node.getMetadata();
    List<ManagedFieldsEntry> fields =
        Objects.requireNonNullElse(metadata.getManagedFields(), List.of());
    metadata.setManagedFields(
        fields.stream()
            .filter(entry -> WrittenField.ownsAnnotation(entry, BootcApi.SKIP))
            .toList());
    return node;
  }

  /**
   * What a drain decides on: who brings it back, what it tolerates and holds, when it goes, how it
   * ends.
   */
  static Pod pod(Pod pod) {
    ObjectMeta metadata = pod.getMetadata();
    return new PodBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .withDeletionTimestamp(metadata.getDeletionTimestamp())
                .withDeletionGracePeriodSeconds(metadata.getDeletionGracePeriodSeconds())
                .withFinalizers(metadata.getFinalizers())
                .withOwnerReferences(metadata.getOwnerReferences())
                .withLabels(metadata.getLabels())
                .withAnnotations(metadata.getAnnotations())
                .build())
        .withNewSpec()
        .withNodeName(pod.getSpec().getNodeName())
        .withTolerations(pod.getSpec().getTolerations())
        .withVolumes(pod.getSpec().getVolumes())
        .withPriority(pod.getSpec().getPriority())
        .endSpec()
        .withNewStatus()
        .withPhase(pod.getStatus() == null ? null : pod.getStatus().getPhase())
        .endStatus()
        .build();
  }
}
