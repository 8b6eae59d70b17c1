package dev.bootc.rollout.workflows.simulation;

import java.util.Optional;
import java.util.stream.LongStream;

/** The runs that every build makes. */
final class Seeds {
  private static final int STEPS = 4_000;

  /** Runs in which rare things meet. */
  private static final long[] TELLING = {
    20, 27, 28, 34, 37, 41, 44, 48, 52, 62, 63, 64, 71, 75, 76, 81, 83, 97, 105, 107, 108, 115, 121,
    127, 159, 161, 165, 183, 185, 218, 243, 259, 327, 351, 511, 760, 875, 1303, 1410, 1434, 1948,
    3459, 4191, 5274, 8473
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
