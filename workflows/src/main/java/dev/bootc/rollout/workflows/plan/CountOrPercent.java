package dev.bootc.rollout.workflows.plan;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form that all limits of a pool share: a number of its nodes, or a percentage of them. */
final class CountOrPercent {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(%?)");

  /** A limit of that form. */
  interface Limit<T> {
    T of(int value, boolean percent);
  }

  private CountOrPercent() {}

  /** Reads {@code "3"} or {@code "10%"}; empty for anything else. */
  static <T> Optional<T> parse(String text, Limit<T> limit) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(limit.of(Integer.parseInt(form.group(1)), !form.group(2).isEmpty()))
        : Optional.empty();
  }

  /**
   * Nodes of a pool of {@code nodes}; percentages are rounded up, so that 1 % of 3 nodes is one
   * node.
   */
  static int of(int value, boolean percent, int nodes) {
    return percent ? (int) (((long) value * nodes + 99) / 100) : value;
  }

  static String text(int value, boolean percent) {
    return value + (percent ? "%" : "");
  }
}
