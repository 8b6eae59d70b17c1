package dev.bootc.rollout.testkit.kubelet;

import java.util.List;
import java.util.Map;

/**
 * A node that registers itself.
 *
 * @param taints keys of what keeps pods off that do not tolerate it
 * @param size how much of what real nodes carry it carries
 */
public record NodeBlueprint(
    String name, Map<String, String> labels, List<String> taints, String bootId, Size size) {

  /** How big the Node object is. */
  public enum Size {
    /** What Kubernetes needs. */
    SMALL,
    /** As nodes in real clusters: 50 images, 30 labels, 20 annotations; about 20 kB. */
    REAL
  }

  public NodeBlueprint {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
  }

  /** One that takes every pod. */
  public NodeBlueprint(String name, Map<String, String> labels, String bootId, Size size) {
    this(name, labels, List.of(), bootId, size);
  }
}
