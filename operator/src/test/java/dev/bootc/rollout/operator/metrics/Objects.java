package dev.bootc.rollout.operator.metrics;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.stream.Collectors;

/** Pools and their nodes as tests need them. */
final class Objects {
  static final String OLD = "sha256:" + "a".repeat(64);
  static final String NEW = "sha256:" + "b".repeat(64);

  private Objects() {}

  /**
   * @param status in YAML's flow style, with {@code NEW} for the digest
   */
  static BootcNodePool pool(String name, String status) {
    return pool(name, status, "{}");
  }

  /**
   * @param limits {@code spec.rollout}
   */
  static BootcNodePool pool(String name, String status, String limits) {
    return read(
        BootcNodePool.class,
        """
        apiVersion: node.bootc.dev/v1alpha1
        kind: BootcNodePool
        metadata: {name: %s}
        spec: {nodeSelector: {}, image: {ref: registry.example.com/os/node@NEW}, rollout: %s}
        status: %s
        """
            .formatted(name, limits, status));
  }

  /**
   * One that is asked for the new image.
   *
   * @param marks annotations without their prefix
   * @param status in YAML's flow style
   */
  static BootcNode node(String name, String pool, Map<String, String> marks, String status) {
    return read(
        BootcNode.class,
        """
        apiVersion: node.bootc.dev/v1alpha1
        kind: BootcNode
        metadata:
          name: %s
          ownerReferences:
          - {apiVersion: node.bootc.dev/v1alpha1, kind: BootcNodePool, name: %s, uid: u, controller: true}
          annotations: {%s}
        spec: {desiredImage: registry.example.com/os/node@NEW, desiredImageState: Staged}
        status: %s
        """
            .formatted(
                name,
                pool,
                marks.entrySet().stream()
                    .map(mark -> "bootc.dev/%s: '%s'".formatted(mark.getKey(), mark.getValue()))
                    .collect(Collectors.joining(", ")),
                status));
  }

  /** What an agent says that does something. */
  static String busy(String reason) {
    return "{booted: {image: registry.example.com/os/node@OLD, imageDigest: OLD}, conditions: [{type: Idle, status: 'False', reason: %s, message: '', lastTransitionTime: '2026-01-01T00:00:00Z'}]}"
        .formatted(reason);
  }

  /** What an agent says whose host runs the new image. */
  static String updated() {
    return "{booted: {image: registry.example.com/os/node@NEW, imageDigest: NEW}, conditions: []}";
  }

  private static <T> T read(Class<T> type, String yaml) {
    return new KubernetesSerialization()
        .unmarshal(yaml.replace("NEW", NEW).replace("OLD", OLD), type);
  }
}
