package dev.bootc.rollout.workflows.simulation;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** The runs that every build makes. */
final class Seeds {
  private static final int STEPS = 4_000;

  /** From here on people also say how nodes are drained, approve images and skip nodes. */
  private static final long FIRST_STEERED = 1_000_000;

  /** Should a change make other runs the telling ones, they are looked for this far. */
  private static final long FARTHEST = 1_200;

  private static final long NEAR = 40;
  private static final List<Integer> SOON = List.of(150, 400, 1_000);

  private Seeds() {}

  static boolean isSteered(long seed) {
    return seed >= FIRST_STEERED;
  }

  /** Dice that are thrown for one purpose only, and fall otherwise for the next seed. */
  static SplittableRandom otherDice(long seed, long purpose) {
    return new SplittableRandom(seed ^ purpose);
  }

  static LongStream fixed() {
    return LongStream.concat(TellingSeeds.RECORDED.all(), both(0, 10)).distinct();
  }

  /** The fixed ones, and as many more as somebody who looks for something rare may need. */
  static LongStream many() {
    return LongStream.concat(fixed(), both(10, FARTHEST));
  }

  /** Those, and as many steered ones. */
  private static LongStream both(long from, long to) {
    return LongStream.concat(
        LongStream.range(from, to), LongStream.range(FIRST_STEERED + from, FIRST_STEERED + to));
  }

  static Simulation.Tally run(long seed, Engine engine) {
    return new Simulation(seed, engine).run(STEPS);
  }

  /**
   * Of the same, one that does so after few steps, so that the builds to come need not make more.
   */
  static Optional<Long> soonCatching(Defect defect) {
    return SOON.stream()
        .flatMap(steps ->
            LongStream.concat(fixed(), both(10, NEAR))
                .boxed()
                .filter(seed -> catches(seed, defect, steps) && catches(seed, defect, STEPS)))
        .findFirst()
        .or(() -> catching(defect));
  }

  /** A seed that breaks what the defect must break: that which did so before, else the first. */
  static Optional<Long> catching(Defect defect) {
    return LongStream.concat(TellingSeeds.RECORDED.of(defect), many())
        .boxed()
        .filter(seed -> catches(seed, defect, STEPS))
        .findFirst();
  }

  private static boolean catches(long seed, Defect defect, int steps) {
    try {
      new Simulation(seed, defect.engine()).run(steps);
      return false;
    } catch (Violation violation) {
      return violation.invariant() == defect.caughtBy();
    }
  }
}
