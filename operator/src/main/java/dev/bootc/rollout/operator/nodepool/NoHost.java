package dev.bootc.rollout.operator.nodepool;

import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A label by which a Node is known to be no Linux machine of its own: no agent can ever run there,
 * and there is no bootc to be updated.
 *
 * @param value that tells; or, with {@code any}, the one that tells nothing
 */
record NoHost(String key, String value, boolean any) {
  private static final List<NoHost> ALL =
      List.of(
          new NoHost("kubernetes.io/os", "linux", true),
          new NoHost("type", "virtual-kubelet", false),
          new NoHost("eks.amazonaws.com/compute-type", "fargate", false));

  /** The label that says so, as {@code key=value}; empty where none does. */
  static Optional<String> labelOf(Node node) {
    Map<String, String> labels =
        Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
    return ALL.stream()
        .filter(mark -> mark.isOn(labels))
        .map(mark -> mark.key() + "=" + labels.get(mark.key()))
        .findFirst();
  }

  private boolean isOn(Map<String, String> labels) {
    String found = labels.get(key);
    return found != null && (any != found.equals(value));
  }
}
