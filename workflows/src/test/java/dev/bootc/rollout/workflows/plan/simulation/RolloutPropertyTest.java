package dev.bootc.rollout.workflows.plan.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.workflows.plan.RolloutPlanner;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rollouts under random faults. To repeat one that failed: {@code -Dsimulation.seed=} with the seed
 * it printed.
 */
class RolloutPropertyTest {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutPropertyTest.class);
  private static final int FIXED_SEEDS = 30;
  private static final int STEPS = 4_000;
  private static final PlanCheck UNCHECKED = (planner, view, plan, now) -> {};

  @Test
  void shouldKeepTheInvariantsAfterEveryStepWhenAnythingGoesWrongInAnyOrder() {
    // Given
    long random = Long.getLong("simulation.seed", new Random().nextInt(Integer.MAX_VALUE));
    LOG.info("seeds 0 to {} and {}", FIXED_SEEDS - 1, random);

    // When
    long steps = run(LongStream.concat(LongStream.range(0, FIXED_SEEDS), LongStream.of(random)));

    // Then
    assertThat(steps).isGreaterThanOrEqualTo(10_000);
  }

  @Test
  @Tag("thorough")
  void shouldKeepTheInvariantsWhenRunForMinutes() {
    // Given
    long first = new Random().nextInt(Integer.MAX_VALUE);
    LOG.info("seeds {} and the 999 after it", first);

    // When
    long steps = run(LongStream.range(first, first + 1_000));

    // Then
    assertThat(steps).isGreaterThanOrEqualTo(1_000_000);
  }

  @ParameterizedTest
  @EnumSource
  void shouldFailWhenThePlannerIsBroken(Defect defect) {
    // Given
    Planner broken = (view, now) -> RolloutPlanner.plan(defect.blind(view), now);

    PlanCheck check = defect.showsInCluster ? UNCHECKED : PlanChecks::check;

    // When
    ThrowingCallable runs =
        () ->
            LongStream.range(0, FIXED_SEEDS)
                .forEach(seed -> new Simulation(seed, broken, check).run(STEPS));

    // Then
    assertThatThrownBy(runs)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed")
        .hasMessageFindingMatch(defect.symptom);
  }

  private static long run(LongStream seeds) {
    Simulation.Tally[] tallies =
        seeds
            .mapToObj(
                seed -> new Simulation(seed, RolloutPlanner::plan, PlanChecks::check).run(STEPS))
            .toArray(Simulation.Tally[]::new);
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
