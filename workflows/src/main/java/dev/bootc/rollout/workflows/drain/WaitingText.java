package dev.bootc.rollout.workflows.drain;

import dev.bootc.rollout.workflows.text.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pods that keep a node from being drained, in words of bounded length: those that are held alike
 * stand together.
 */
final class WaitingText {
  static final int MOST_REASONS = 4;
  private static final int MOST_NAMED = 3;

  private WaitingText() {}

  static String of(String lead, int mostReasons, Map<String, List<String>> namesByReason) {
    List<String> parts = new ArrayList<>();
    int unnamed = 0;
    for (Map.Entry<String, List<String>> alike : namesByReason.entrySet()) {
      if (parts.size() < mostReasons) {
        parts.add(Listed.first(MOST_NAMED, ", ", alike.getValue()) + ": " + alike.getKey());
      } else {
        unnamed += alike.getValue().size();
      }
    }
    return lead + String.join("; ", parts) + (unnamed == 0 ? "" : "; and for " + unnamed + " more");
  }
}
