package dev.bootc.rollout.plugin.view;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.WrittenAnnotation;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import org.jspecify.annotations.Nullable;

/**
 * Whether pods can be put on a node, and who does not want that.
 *
 * @param ready as the kubelet says it, else {@code Unknown}
 * @param by the pool whose rollout cordoned it; absent where somebody else did
 */
public record NodeCordon(
    boolean cordoned, @Nullable String by, @Nullable String since, String ready) {

  public static NodeCordon of(Node node) {
    boolean cordoned =
        node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
    String ready =
        node.getStatus() == null
            ? "Unknown"
            : node.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .map(NodeCondition::getStatus)
                .findFirst()
                .orElse("Unknown");
    return new NodeCordon(
        cordoned,
        cordoned ? WrittenAnnotation.valueOn(node, BootcApi.CORDONED_BY) : null,
        cordoned ? WrittenAnnotation.valueOn(node, BootcApi.CORDONED_SINCE) : null,
        ready);
  }
}
