package dev.bootc.rollout.plugin.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The runs of one workflow, the latest first. A long rollout is several of them: each begins anew
 * with an empty history, and what it had said before is in the one before.
 */
public record RunChain(List<Run> runs) {
  public RunChain {
    runs = List.copyOf(runs);
  }

  /**
   * What was said last before a moment; empty where no run was open then.
   *
   * @param events of a run
   */
  public Optional<JsonNode> reportAt(Instant moment, Function<Run, List<JsonNode>> events) {
    List<Run> begun = runs.stream().filter(run -> run.hasBegunAt(moment)).toList();
    if (begun.isEmpty() || !begun.getFirst().wasOpenAt(moment)) {
      return Optional.empty();
    }
    for (int i = 0; i < begun.size(); i++) {
      if (i > 0 && !begun.get(i).wasContinued()) {
        return Optional.empty();
      }
      Optional<JsonNode> report = Moment.reportAt(events.apply(begun.get(i)), moment);
      if (report.isPresent()) {
        return report;
      }
    }
    return Optional.empty();
  }
}
