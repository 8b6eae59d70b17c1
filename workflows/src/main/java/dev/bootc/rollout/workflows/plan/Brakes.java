package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.workflows.window.MinimumAge;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that may keep every node of a pool from starting, whatever its own state, at one moment. None
 * of it concerns nodes that are in flight.
 *
 * @param lookAgain when the first of the nodes that are left out has its turn again
 * @param staging who is given the target: the others wait for that
 * @param young whether the digest has not been the target for as long as the pool wants
 * @param ripens when that is over
 */
record Brakes(
    Halt halt,
    Pauses pauses,
    StepGate steps,
    OpenWindow window,
    Optional<Instant> lookAgain,
    StagingTurns staging,
    boolean young,
    Optional<Instant> ripens) {

  static Brakes of(PoolView observed, Situation situation, Instant now) {
    StepGate steps = StepGate.of(situation, now);
    return new Brakes(
        Halt.of(situation, steps.last() ? situation.mostUnhealthy() : 1, now),
        Pauses.of(observed),
        steps,
        OpenWindow.of(situation, now),
        LeftOutNodes.until(situation, now),
        StagingTurns.in(situation, now),
        !MinimumAge.isReached(observed.target().minimumAge(), now),
        MinimumAge.until(observed.target().minimumAge(), now));
  }

  /** The same once nodes were started. */
  Brakes once(Situation started) {
    return new Brakes(halt, pauses, steps, window, lookAgain, staging.once(started), young, ripens);
  }

  /** When one of them changes although nothing is seen; empty where only events matter. */
  Optional<Instant> holdsUntil() {
    return Stream.of(
            halt.graceEnds(), steps.until(), window.until(), lookAgain, staging.until(), ripens)
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
    if (young) {
      return Optional.of(WaitReason.IMAGE_AGE);
    }
    return window.closed() ? Optional.of(WaitReason.WINDOW) : Optional.empty();
  }
}
