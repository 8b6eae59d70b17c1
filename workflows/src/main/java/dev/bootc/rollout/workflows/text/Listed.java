package dev.bootc.rollout.workflows.text;

import java.util.List;

/** Lists of bounded length, for lines that humans read. */
public final class Listed {
  private Listed() {}

  /**
   * {@code "a, b, c and 4 more"}.
   *
   * @param shown how many are named
   */
  public static String first(int shown, String separator, List<String> names) {
    return names.size() <= shown
        ? String.join(separator, names)
        : String.join(separator, names.subList(0, shown))
            + " and "
            + (names.size() - shown)
            + " more";
  }
}
