package dev.bootc.rollout.workflows.plan;

/**
 * So many nodes that failed at the target stop a rollout.
 *
 * @param value nodes, or percent
 * @param percent whether {@code value} is a percentage
 */
public record MaxUnhealthy(int value, boolean percent) {
  /** Two make a pattern, and one is enough where only one slot exists. */
  private static final int UNLESS_SAID = 2;

  public MaxUnhealthy {
    if (value < 1 || (percent && value > 100)) {
      throw new IllegalArgumentException(malformed(CountOrPercent.text(value, percent)));
    }
  }

  /**
   * Reads {@code "3"} or {@code "10%"}.
   *
   * @throws IllegalArgumentException with the value and the mend, for anything else
   */
  public static MaxUnhealthy parse(String text) {
    return CountOrPercent.parse(text, MaxUnhealthy::new)
        .orElseThrow(() -> new IllegalArgumentException(malformed(text)));
  }

  /** Where a pool says nothing. */
  static int of(MaxUnavailable budget, int nodes) {
    return Math.min(UNLESS_SAID, Math.max(1, budget.of(nodes)));
  }

  /** Of a pool of {@code nodes}; percentages are rounded up, and so never nobody. */
  public int of(int nodes) {
    return Math.max(1, CountOrPercent.of(value, percent, nodes));
  }

  @Override
  public String toString() {
    return CountOrPercent.text(value, percent);
  }

  private static String malformed(String text) {
    return "\""
        + text
        + "\" is neither a number of nodes nor a percentage: use 1, 2, … or 1% to 100%;"
        + " leave it out to stop at 2, or at maxUnavailable where that is smaller";
  }
}
