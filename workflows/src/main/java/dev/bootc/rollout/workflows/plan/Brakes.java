package dev.bootc.rollout.workflows.plan;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that may keep every node of a pool from starting, whatever its own state, at one moment. None
 * of it concerns nodes that are in flight.
 *
 * @param lookAgain when the first of the nodes that are left out has its turn again
 */
record Brakes(
    Halt halt, Pauses pauses, StepGate steps, OpenWindow window, Optional<Instant> lookAgain) {

  static Brakes of(PoolView observed, Situation situation, Instant now) {
    StepGate steps = StepGate.of(situation, now);
    return new Brakes(
        Halt.of(situation, steps.last() ? situation.mostUnhealthy() : 1, now),
        Pauses.of(observed),
        steps,
        OpenWindow.of(observed.target(), now),
        LeftOutNodes.until(situation, now));
  }

  /** When one of them changes although nothing is seen; empty where only events matter. */
  Optional<Instant> holdsUntil() {
    return Stream.of(halt.graceEnds(), steps.until(), window.until(), lookAgain)
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /** The first that holds: what only a human can mend goes before what time mends. */
  Optional<WaitReason> first(Situation situation) {
    if (halt.holds()) {
      return Optional.of(WaitReason.HALTED);
    }
    if (pauses.any()) {
      return Optional.of(WaitReason.PAUSED);
    }
    if (situation.target().waitsForApproval()) {
      return Optional.of(WaitReason.APPROVAL);
    }
    if (situation.budget() == 0) {
      return Optional.of(WaitReason.NO_SLOTS);
    }
    if (Gates.areUnasked(situation)) {
      return Optional.of(WaitReason.GATE_ERROR);
    }
    if (situation.target().undo() == null && !situation.surroundings().awaited().isEmpty()) {
      return Optional.of(WaitReason.DEPENDS_ON);
    }
    if (steps.closed().isPresent()) {
      return steps.closed();
    }
    return window.closed() ? Optional.of(WaitReason.WINDOW) : Optional.empty();
  }
}
