package dev.bootc.rollout.workflows.plan;

/**
 * Most nodes of a pool that stage its image at a time.
 *
 * @param value nodes, or percent
 * @param percent whether {@code value} is a percentage
 */
public record MaxStaging(int value, boolean percent) {
  public MaxStaging {
    if (value < 1 || (percent && value > 100)) {
      throw new IllegalArgumentException(malformed(CountOrPercent.text(value, percent)));
    }
  }

  /**
   * Reads {@code "50"} or {@code "10%"}.
   *
   * @throws IllegalArgumentException with the value and the mend, for anything else
   */
  public static MaxStaging parse(String text) {
    return CountOrPercent.parse(text, MaxStaging::new)
        .orElseThrow(() -> new IllegalArgumentException(malformed(text)));
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
        + " leave it out to let all nodes stage at once";
  }
}
