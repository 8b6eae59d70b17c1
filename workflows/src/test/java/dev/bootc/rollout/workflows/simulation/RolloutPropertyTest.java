package dev.bootc.rollout.workflows.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rollouts under random faults. To repeat one that failed: {@code -Dsimulation.seed=} with the seed
 * it printed.
 */
class RolloutPropertyTest {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutPropertyTest.class);

  @Test
  void shouldKeepTheInvariantsAfterEveryStepWhenAnythingGoesWrongInAnyOrder() {
    // Given
    long random = Long.getLong("simulation.seed", new Random().nextInt(Integer.MAX_VALUE));
    LOG.info("the fixed seeds and {}", random);

    // When
    long steps = run(LongStream.concat(Seeds.fixed(), LongStream.of(random)));

    // Then
    assertThat(steps).isGreaterThanOrEqualTo(50_000);
  }

  @Test
  @Tag("thorough")
  void shouldKeepTheInvariantsWhenRunForMinutes() {
    // Given
    long first = Long.getLong("simulation.seed", new Random().nextInt(Integer.MAX_VALUE));
    LOG.info("seeds {} and the 499 after it", first);

    // When
    long steps = run(LongStream.range(first, first + 500));

    // Then
    assertThat(steps).isGreaterThanOrEqualTo(1_000_000);
  }

  private static long run(LongStream seeds) {
    Simulation.Tally[] tallies =
        seeds.mapToObj(seed -> Seeds.run(seed, Engine.REAL)).toArray(Simulation.Tally[]::new);
    long steps = 0;
    long started = 0;
    for (Simulation.Tally tally : tallies) {
      steps += tally.steps();
      started += tally.started();
    }
    LOG.info("{} steps, {} nodes started", steps, started);
    assertThat(started).as("nodes started").isGreaterThan(tallies.length * 3L);
    return steps;
  }
}
