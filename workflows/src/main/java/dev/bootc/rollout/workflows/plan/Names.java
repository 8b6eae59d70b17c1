package dev.bootc.rollout.workflows.plan;

import java.util.List;

/** Text of bounded length for lines that humans read. */
final class Names {
  private static final int SHOWN = 3;

  /** Agents' and drains' messages may be pages long; the BootcNode has them in full. */
  private static final int LONGEST_MESSAGE = 200;

  private Names() {}

  /** {@code "a, b, c and 4 more"}. */
  static String first(List<String> names) {
    return names.size() <= SHOWN
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, SHOWN)) + andMore(names.size() - SHOWN);
  }

  /** All names where they are few, else {@code summary}. */
  static String fewOr(List<String> names, String summary) {
    return names.size() <= SHOWN ? String.join(", ", names) : summary;
  }

  private static String andMore(int number) {
    return " and " + number + " more";
  }

  /** One line, cut where it is too long. */
  static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_MESSAGE
        ? line
        : line.substring(0, LONGEST_MESSAGE - 1).stripTrailing() + "…";
  }

  /** {@code lead}, and the detail behind a colon where there is one. */
  static String withDetail(String lead, String detail) {
    return detail.isBlank() ? lead : lead + ": " + oneLine(detail);
  }
}
