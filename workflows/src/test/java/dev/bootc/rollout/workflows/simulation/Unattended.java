package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.plan.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Nodes in flight that nobody may bring on: whose update is to be started once more, and when. */
final class Unattended {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration LEFT_TO_THE_RUN = Duration.ofMinutes(10);

  private final Map<String, Instant> missing = new HashMap<>();
  private final Map<String, Instant> unexplained = new HashMap<>();

  List<String> due(Decision decision, Instant now) {
    List<String> due = new ArrayList<>(due(missing, decision.missing(), PATIENCE, now));
    due.addAll(due(unexplained, decision.unexplained(), LEFT_TO_THE_RUN, now));
    return due;
  }

  private static List<String> due(
      Map<String, Instant> times, List<String> all, Duration again, Instant now) {
    times.keySet().retainAll(all);
    List<String> due =
        all.stream()
            .filter(node -> !now.isBefore(times.computeIfAbsent(node, first -> now.plus(PATIENCE))))
            .toList();
    due.forEach(node -> times.put(node, now.plus(again)));
    return due;
  }
}
