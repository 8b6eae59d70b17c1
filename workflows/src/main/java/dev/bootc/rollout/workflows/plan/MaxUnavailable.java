package dev.bootc.rollout.workflows.plan;

/**
 * Most nodes of a pool that may be unavailable at a time.
 *
 * @param value nodes, or percent
 * @param percent whether {@code value} is a percentage
 */
public record MaxUnavailable(int value, boolean percent) {
  public static final MaxUnavailable ONE = new MaxUnavailable(1, false);

  public MaxUnavailable {
    if (value < 0 || (percent && value > 100)) {
      throw new IllegalArgumentException(malformed(CountOrPercent.text(value, percent)));
    }
  }

  /**
   * Reads {@code "3"} or {@code "10%"}.
   *
   * @throws IllegalArgumentException with the value and the mend, for anything else
   */
  public static MaxUnavailable parse(String text) {
    return CountOrPercent.parse(text, MaxUnavailable::new)
        .orElseThrow(() -> new IllegalArgumentException(malformed(text)));
  }

  /**
   * Nodes of a pool of {@code nodes}; percentages are rounded up, so that 1 % of 3 nodes is one
   * node.
   */
  public int of(int nodes) {
    return CountOrPercent.of(value, percent, nodes);
  }

  @Override
  public String toString() {
    return CountOrPercent.text(value, percent);
  }

  private static String malformed(String text) {
    return "\""
        + text
        + "\" is neither a number of nodes nor a percentage: use 0, 1, 2, … or 0% to 100%";
  }
}
