package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.workflows.text.Listed;
import dev.bootc.rollout.workflows.text.ShortDigests;
import java.util.List;

/** Text of bounded length for lines that humans read. */
final class Wording {
  private static final int SHOWN = 3;

  /** Agents' and drains' messages may be pages long; the BootcNode has them in full. */
  private static final int LONGEST_MESSAGE = 200;

  /** In the pool's line several of them stand beside each other. */
  private static final int LONGEST_IN_A_LIST = 120;

  private Wording() {}

  /** {@code "a, b, c and 4 more"}. */
  static String first(List<String> names) {
    return Listed.first(SHOWN, ", ", names);
  }

  /** All names where they are few, else {@code summary}. */
  static String fewOr(List<String> names, String summary) {
    return names.size() <= SHOWN ? String.join(", ", names) : summary;
  }

  /** One line, cut where it is too long. */
  static String oneLine(String text) {
    return cut(text, LONGEST_MESSAGE);
  }

  /** One line, cut where it is too long to stand beside others. */
  static String brief(String text) {
    return cut(text, LONGEST_IN_A_LIST);
  }

  private static String cut(String text, int longest) {
    return ForeignText.line(ShortDigests.in(text), longest);
  }

  /** {@code lead}, and the detail behind a colon where there is one. */
  static String withDetail(String lead, String detail) {
    return detail.isBlank() ? lead : lead + ": " + oneLine(detail);
  }
}
