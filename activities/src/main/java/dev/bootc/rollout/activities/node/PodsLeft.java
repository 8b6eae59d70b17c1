package dev.bootc.rollout.activities.node;

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
    String named = String.join("; ", pods.subList(0, Math.min(MOST_NAMED, pods.size())));
    String more = pods.size() > MOST_NAMED ? " and " + (pods.size() - MOST_NAMED) + " more" : "";
    return "waiting for " + named + more;
  }
}
