package dev.bootc.rollout.workflows.simulation;

import java.util.Optional;
import java.util.stream.LongStream;

/** The runs that every build makes. */
final class Seeds {
  private static final int STEPS = 4_000;

  /** Runs in which rare things meet; first those that bring most planted defects to light. */
  private static final long[] TELLING = {
    20, 108, 81, 243, 5274, 71, 169, 269, 37, 41, 62, 185, 52, 875, 107, 11, 158, 161, 183, 1948,
    205, 351, 424, 826, 894, 954, 15756, 29520, 20018, 327, 3459, 1410, 8473, 4191, 105, 159, 194,
    511, 606
  };

  /** Should a change make other runs the telling ones, they are looked for this far. */
  private static final long FARTHEST = 1_200;

  private Seeds() {}

  static LongStream fixed() {
    return LongStream.concat(LongStream.of(TELLING), LongStream.range(0, 20));
  }

  /** The fixed ones, and as many more as somebody who looks for something rare may need. */
  static LongStream many() {
    return LongStream.concat(fixed(), LongStream.range(20, FARTHEST));
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
