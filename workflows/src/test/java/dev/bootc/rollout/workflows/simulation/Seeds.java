package dev.bootc.rollout.workflows.simulation;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** The runs that every build makes. */
final class Seeds {
  private static final int STEPS = 4_000;

  /** Runs in which rare things meet; first those that bring most planted defects to light. */
  private static final long[] TELLING = {
    20, 108, 81, 243, 5274, 71, 169, 269, 37, 41, 62, 185, 52, 875, 107, 11, 158, 161, 183, 1948,
    205, 351, 424, 826, 894, 954, 15756, 29520, 20018, 327, 3459, 1410, 8473, 4191, 105, 159, 194,
    511, 606, 21, 252
  };

  /**
   * From here on people also say how nodes are drained, approve images and skip nodes. The runs
   * before go as they did when nobody could.
   */
  private static final long FIRST_STEERED = 1_000_000;

  /** As {@link #TELLING}, counted from the first steered one. */
  private static final long[] TELLING_STEERED = {19, 20, 15, 56, 106};

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
    return both(LongStream.of(TELLING), LongStream.of(TELLING_STEERED), 0, 20);
  }

  /** The fixed ones, and as many more as somebody who looks for something rare may need. */
  static LongStream many() {
    return LongStream.concat(fixed(), both(LongStream.empty(), LongStream.empty(), 20, FARTHEST));
  }

  private static LongStream both(LongStream telling, LongStream steered, long from, long to) {
    return LongStream.concat(
        LongStream.concat(telling, LongStream.range(from, to)),
        LongStream.concat(steered, LongStream.range(from, to)).map(seed -> FIRST_STEERED + seed));
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
