package dev.bootc.rollout.activities.cluster;

import dev.bootc.rollout.api.BootcApi;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads the marks that a slot of the rollout has on its Node. */
public final class CordonFacts {
  private CordonFacts() {}

  /** Whether the cordon, if there is one, is of the rollout. */
  public static boolean cordonedByUs(Node node) {
    return annotation(node, BootcApi.CORDONED_BY).isPresent();
  }

  /** Whether it is cordoned now, and by the rollout. */
  public static boolean keepsDown(Node node) {
    return NodeFacts.cordoned(node) && cordonedByUs(node);
  }

  /** Whether Karpenter made it, and might replace or disrupt it. */
  public static boolean ofKarpenter(Node node) {
    return node.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner ->
            "NodeClaim".equals(owner.getKind())
                && owner.getApiVersion().startsWith("karpenter.sh/"));
  }

  /** Whether anything of a slot is on it. */
  public static boolean marked(Node node) {
    return cordonedByUs(node) || annotation(node, BootcApi.KARPENTER_MARKS).isPresent();
  }

  public static Optional<String> annotation(Node node, String key) {
    return Optional.ofNullable(annotations(node).get(key));
  }

  /** Whether anything is annotated, by whomever. */
  public static boolean annotated(Node node) {
    return !annotations(node).isEmpty();
  }

  private static Map<String, String> annotations(Node node) {
    return Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.of());
  }
}
