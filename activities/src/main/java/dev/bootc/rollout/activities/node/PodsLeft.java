package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.workflows.text.Listed;
import java.util.List;

/**
 * Pods that keep a node from being drained.
 *
 * @param pods each with what holds it, such as {@code shop/db-0: PodDisruptionBudget db allows 0}
 */
record PodsLeft(List<String> pods) {
  private static final int MOST_NAMED = 5;

  PodsLeft {
    pods = List.copyOf(pods);
  }

  boolean none() {
    return pods.isEmpty();
  }

  String text() {
    return "waiting for " + Listed.first(MOST_NAMED, "; ", pods);
  }
}
