package dev.bootc.rollout.workflows.drain;

/**
 * A PodDisruptionBudget, as its status says.
 *
 * @param needed how many of its pods must stay healthy
 * @param expected how many pods it has
 */
public record DisruptionBudget(String name, int needed, int expected) {

  /** One whose spec alone says that it lets no pod go. */
  public static DisruptionBudget ofZero(String name, int expected) {
    int all = Math.max(1, expected);
    return new DisruptionBudget(name, all, all);
  }

  /** Whether it never lets a pod go, however healthy the others are. */
  boolean allowsNone() {
    return expected > 0 && needed >= expected;
  }

  String text() {
    return "PodDisruptionBudget %s never lets one go (it needs %d of its %d): allow one more, or run one more"
        .formatted(name, needed, expected);
  }
}
