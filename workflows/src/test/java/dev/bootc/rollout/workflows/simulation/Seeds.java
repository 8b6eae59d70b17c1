package dev.bootc.rollout.workflows.simulation;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** The runs that every build makes. */
final class Seeds {
  private static final int STEPS = 4_000;

  /** From here on people also say how nodes are drained, approve images and skip nodes. */
  private static final long FIRST_STEERED = 1_000_000;

  /** Runs in which rare things meet; first those that bring most planted defects to light. */
  private static final long[] TELLING = {
    10, 252, 71, 20018, 269, 1_000_020, 81, 194, 894, 21, 954, 1_000_019, 11, 1_000_106, 1_000_035,
    15756, 161, 875, 62, 1_000_004, 327, 2, 1_000_015, 5274, 424, 107, 185, 1_000_056, 826, 18, 169,
    1_000_084, 1_000_263, 1_000_022, 1_000_044, 1_000_012, 1_000_001, 20, 108, 243, 37, 41, 52, 158,
    183, 1948, 205, 351, 29520, 3459, 1410, 8473, 4191, 105, 159, 511, 606
  };

  /** Should a change make other runs the telling ones, they are looked for this far. */
  private static final long FARTHEST = 1_200;

  private Seeds() {}

  static boolean isSteered(long seed) {
    return seed >= FIRST_STEERED;
  }

  /** Dice that are thrown for one purpose only, and fall otherwise for the next seed. */
  static SplittableRandom otherDice(long seed, long purpose) {
    return new SplittableRandom(seed ^ purpose);
  }

  static LongStream fixed() {
    return LongStream.concat(LongStream.of(TELLING), both(0, 20)).distinct();
  }

  /** The fixed ones, and as many more as somebody who looks for something rare may need. */
  static LongStream many() {
    return LongStream.concat(fixed(), both(20, FARTHEST));
  }

  /** Those, and as many steered ones. */
  private static LongStream both(long from, long to) {
    return LongStream.concat(
        LongStream.range(from, to), LongStream.range(FIRST_STEERED + from, FIRST_STEERED + to));
  }

  static Simulation.Tally run(long seed, Engine engine) {
    return new Simulation(seed, engine).run(STEPS);
  }

  /** The first seed that breaks what the defect must break. */
  static Optional<Long> catching(Defect defect) {
    return many().boxed().filter(seed -> catches(seed, defect)).findFirst();
  }

  private static boolean catches(long seed, Defect defect) {
    try {
      run(seed, defect.engine());
      return false;
    } catch (Violation violation) {
      return violation.invariant() == defect.caughtBy();
    }
  }
}
