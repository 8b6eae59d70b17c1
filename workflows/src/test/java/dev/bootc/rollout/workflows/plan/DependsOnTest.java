package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DependsOnTest {
  private static final String AWAITED = "pool staging, which is not up to date";

  @Test
  void shouldStartNobodyAndNameThePoolWhenItDependsOnOneThatIsNotUpToDate() {
    // Given
    TestPool pool = TestPool.of(inFlight("a"), staged("b")).allowing("2").after(AWAITED);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.orders().adopt()).containsExactly("a");
    assertThat(plan.report().message())
        .isEqualTo(
            "0/2 updated; 1 in flight;"
                + " 1 waits: depends on pool staging, which is not up to date");
  }

  @Test
  void shouldRefuseTheSlotWhenAStartComesAllTheSame() {
    // Given
    Admission admission = Admission.of(TestPool.of(staged("a")).after(AWAITED).view(), NOW);

    // When, Then
    assertThat(admission.refusal("a", List.of()).orElseThrow()).contains("depends on pool staging");
  }
}
