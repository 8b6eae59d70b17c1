package dev.bootc.rollout.workflows.plan;

/**
 * An object by its kind and names.
 *
 * @param kind as Kubernetes or Temporal spells it
 * @param namespace empty where it has none
 */
public record Thing(String kind, String namespace, String name) {

  public static Thing pool(String name) {
    return new Thing("BootcNodePool", "", name);
  }

  public static Thing node(String name) {
    return new Thing("Node", "", name);
  }

  /** As it stands in {@code blockedBy}. */
  public String text() {
    return kind + "/" + (namespace.isEmpty() ? name : namespace + "/" + name);
  }
}
