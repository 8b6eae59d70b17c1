package dev.bootc.rollout.workflows.drain;

import dev.bootc.rollout.workflows.text.HeldDrain;
import dev.bootc.rollout.workflows.text.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pods that keep a node from being drained, in words of bounded length: those that are held alike
 * stand together.
 */
final class WaitingText {
  private static final int MOST_REASONS = 4;
  private static final int MOST_NAMED = 3;

  private WaitingText() {}

  static String of(Map<String, List<String>> namesByReason) {
    List<String> parts = new ArrayList<>();
    int unnamed = 0;
    for (Map.Entry<String, List<String>> alike : namesByReason.entrySet()) {
      if (parts.size() < MOST_REASONS) {
        parts.add(Listed.first(MOST_NAMED, ", ", alike.getValue()) + ": " + alike.getKey());
      } else {
        unnamed += alike.getValue().size();
      }
    }
    return HeldDrain.WAITING_FOR
        + String.join("; ", parts)
        + (unnamed == 0 ? "" : "; and for " + unnamed + " more");
  }
}
