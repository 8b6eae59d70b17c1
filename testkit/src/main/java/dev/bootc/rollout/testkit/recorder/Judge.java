package dev.bootc.rollout.testkit.recorder;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Holds observations against the promises, in the order in which the API server stored them. */
final class Judge {

  private Judge() {}

  /** Judges what happened, and not yet what is left. */
  static Findings judgeSoFar(List<Observation> observations, List<Violation> gaps) {
    return new Hearing().hear(observations).findings(List.of(), gaps);
  }

  /** Judges what happened, and what is left at the end. */
  static Findings judgeAtTheEnd(List<Observation> observations, List<Violation> gaps, Instant end) {
    Hearing hearing = new Hearing().hear(observations);
    return hearing.findings(hearing.finalState.violationsAtTheEnd(end, hearing.world), gaps);
  }

  private static final class Hearing {
    private final World world = new World();
    private final Story story = new Story();
    private final Turnaround turnaround = new Turnaround();
    private final FinalState finalState = new FinalState();
    private final List<Rule> rules;

    Hearing() {
      rules =
          List.of(
              story,
              turnaround,
              finalState,
              new BudgetRule(),
              new DrainRule(),
              new DisruptionRule(),
              new SlotRule(),
              new ApprovalRule());
    }

    Hearing hear(List<Observation> observations) {
      observations.stream()
          .sorted(Observation.IN_STORED_ORDER)
          .forEach(seen -> world.apply(seen, rules));
      return this;
    }

    Findings findings(List<Violation> left, List<Violation> gaps) {
      List<Violation> broken =
          Stream.concat(rules.stream().flatMap(rule -> rule.violations().stream()), left.stream())
              .toList();
      return new Findings(broken, gaps, story.boots(), story.timelines(), turnaround.durations());
    }
  }
}
