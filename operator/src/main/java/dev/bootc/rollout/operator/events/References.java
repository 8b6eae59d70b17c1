package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.util.Optional;

/** How Events name objects. */
final class References {
  private static final String OURS = BootcApi.GROUP + "/" + BootcApi.VERSION;

  private References() {}

  /** Of an object without a namespace. */
  static ObjectReference to(HasMetadata object) {
    return new ObjectReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withName(object.getMetadata().getName())
        .withUid(object.getMetadata().getUid())
        .build();
  }

  static Optional<ObjectReference> toPoolOf(BootcNode node) {
    return ClusterCache.poolOf(node)
        .map(pool ->
            new ObjectReferenceBuilder()
                .withApiVersion(OURS)
                .withKind("BootcNodePool")
                .withName(pool)
                .withUid(ClusterCache.poolUidOf(node).orElse(null))
                .build());
  }

  /**
   * As {@code blockedBy} names it, {@code Kind/name} or {@code Kind/namespace/name}; empty for what
   * is no object of the cluster.
   */
  static Optional<ObjectReference> toThing(String text) {
    String[] parts = text.split("/", 3);
    if (parts.length < 2) {
      return Optional.empty();
    }
    return version(parts[0])
        .map(version ->
            new ObjectReferenceBuilder()
                .withApiVersion(version)
                .withKind(parts[0])
                .withNamespace(parts.length == 3 ? parts[1] : null)
                .withName(parts[parts.length - 1])
                .build());
  }

  private static Optional<String> version(String kind) {
    return switch (kind) {
      case "Node", "Pod", "Secret" -> Optional.of("v1");
      case "PodDisruptionBudget" -> Optional.of("policy/v1");
      case "BootcNode", "BootcNodePool" -> Optional.of(OURS);
      default -> Optional.empty();
    };
  }
}
