package dev.bootc.rollout.playground.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanFiguresTest {

  @Test
  void shouldAddUpWhatSeveralOperatorsTookWhenTheirMetricsAreRead() {
    // Given
    String metrics =
        """
        # TYPE bootc_rollout_plan_gathering_seconds summary
        bootc_rollout_plan_gathering_seconds_count{activity_type="PoolAwaitPlan"} 2
        bootc_rollout_plan_gathering_seconds_sum{activity_type="PoolAwaitPlan"} 0.003
        bootc_rollout_plan_gathering_seconds_max{activity_type="PoolAwaitPlan"} 0.002
        bootc_rollout_plan_gathering_seconds_count{activity_type="PoolAwaitPlan"} 2
        bootc_rollout_plan_gathering_seconds_sum{activity_type="PoolAwaitPlan"} 0.005
        bootc_rollout_plan_gathering_seconds_max{activity_type="PoolAwaitPlan"} 4.0E-3
        """;

    // When
    PlanFigures figures = PlanFigures.of(metrics);

    // Then
    assertThat(figures.gathering()).isEqualTo(new PlanFigures.Cost(0.002, 0.004));
    assertThat(figures.deciding().mean()).isNaN();
    assertThat(figures.deciding().most()).isNaN();
  }
}
