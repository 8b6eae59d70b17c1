package dev.bootc.rollout.testkit.kubelet;

import java.util.Map;

/**
 * A node that registers itself.
 *
 * @param size how much of what real nodes carry it carries
 */
public record NodeBlueprint(String name, Map<String, String> labels, String bootId, Size size) {

  /** How big the Node object is. */
  public enum Size {
    /** What Kubernetes needs. */
    SMALL,
    /** As nodes in real clusters: 50 images, 30 labels, 20 annotations; about 20 kB. */
    REAL
  }

  public NodeBlueprint {
    labels = Map.copyOf(labels);
  }
}
