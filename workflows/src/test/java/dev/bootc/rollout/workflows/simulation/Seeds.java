package dev.bootc.rollout.workflows.simulation;

import java.util.Optional;
import java.util.stream.LongStream;

/** The runs that every build makes. */
final class Seeds {
  private static final int STEPS = 4_000;

  /** Runs in which rare things meet. */
  private static final long[] TELLING = {
    20, 27, 34, 41, 48, 49, 52, 56, 61, 64, 67, 76, 81, 105, 107, 123, 165, 174, 218, 576, 760, 875
  };

  /** Should a change make other runs the telling ones, they are looked for this far. */
  private static final long FARTHEST = 400;

  private Seeds() {}

  static LongStream fixed() {
    return LongStream.concat(LongStream.of(TELLING), LongStream.range(0, 20));
  }

  static Simulation.Tally run(long seed, Engine engine) {
    return new Simulation(seed, engine).run(STEPS);
  }

  /** The first seed that breaks what the defect must break. */
  static Optional<Long> catching(Defect defect) {
    return LongStream.concat(fixed(), LongStream.range(20, FARTHEST))
        .boxed()
        .filter(seed -> catches(seed, defect))
        .findFirst();
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
