package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever makes a node unavailable uses the budget up. */
class BudgetTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "2, 2", "9, 4", "0%, 0", "1%, 1", "25%, 1", "26%, 2", "100%, 4"})
  void shouldStartAsManyAsTheBudgetAllowsWhenAllAreStaged(String limit, int starts) {
    // Given
    TestPool pool = TestPool.of(staged("a"), staged("b"), staged("c"), staged("d")).allowing(limit);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).hasSize(starts);
  }

  @Test
  void shouldStartTheNextWhenASlotIsFree() {
    // Given
    TestPool pool = TestPool.of(inFlight("a"), staged("b"), staged("c")).allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
  }

  @Test
  void shouldStartNobodyWhenAStartedNodeHasNoVisibleSlotYet() {
    // Given
    TestPool pool = TestPool.of(staged("a"), staged("b")).having("a");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .isEqualTo("0/2 updated; 1 in flight; 1 waits: budget 1 used up by a");
  }

  @Test
  void shouldStartNobodyWhenAnUpdatedNodeIsDown() {
    // Given
    TestPool pool = TestPool.of(updated("a").notReadySince(EARLIER), staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .isEqualTo("1/2 updated; 1 waits: budget 1 used up by a (not Ready)");
  }

  @Test
  void shouldStartNobodyWhenSomebodyElseCordonedANode() {
    // Given
    TestPool pool = TestPool.of(staged("a"), updated("b").cordoned(true));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .isEqualTo("1/2 updated; 1 waits: budget 1 used up by b (cordoned, not by us)");
  }

  @Test
  void shouldStartNobodyWhenASlotLeftANodeCordonedWithoutItsBootcNode() {
    // Given
    TestPool pool = TestPool.of(staged("a"), updated("c")).beside("b");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .isEqualTo(
            "1/2 updated; 1 waits: budget 1 used up by b (cordoned by us, its slot is gone)");
  }

  @Test
  void shouldCountANodeOnceWhenItIsOfThePoolAgainAndASlotLeftItCordoned() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"), staged("b"), updated("c").cordoned(true))
            .allowing("2")
            .beside("c");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
    assertThat(plan.report().message())
        .endsWith("budget 2 used up by a, c (cordoned by us, its slot is gone)");
  }

  @Test
  void shouldCountANodeOnceWhenItIsUnavailableInSeveralWays() {
    // Given
    TestPool pool =
        TestPool.of(inFlight("a").notReadySince(EARLIER), staged("b"), staged("c"))
            .allowing("2")
            .having("a");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
  }

  @Test
  void shouldStartANodeWhenItsReadinessIsUnknown() {
    // Given
    TestPool pool = TestPool.of(staged("a").ofUnknownReadiness(), staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldLeaveTheBudgetAloneWhenTheReadinessOfOthersIsUnknown() {
    // Given
    TestPool pool =
        TestPool.of(
            updated("a").ofUnknownReadiness(), updated("b").ofUnknownReadiness(), staged("c"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("c");
  }

  @Test
  void shouldStartNobodyButKeepWhoIsInFlightWhenTheBudgetWasLowered() {
    // Given
    TestPool pool = TestPool.of(inFlight("a"), inFlight("b"), inFlight("c"), staged("d"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.orders().adopt()).containsExactly("a", "b", "c");
    assertThat(plan.report().message())
        .isEqualTo("0/4 updated; 3 in flight; 1 waits: budget 1 used up by a, b, c");
  }

  @Test
  void shouldCountInsteadOfNamingWhenManyUseTheBudgetUp() {
    // Given
    TestPool pool =
        TestPool.of(inFlight("a"), inFlight("b"), inFlight("c"), inFlight("d"), staged("e"))
            .allowing("4");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message())
        .isEqualTo("0/5 updated; 4 in flight; 1 waits: budget 4 used up by 4 in flight");
  }

  @Test
  void shouldSayWhyNothingStartsWhenThereAreNoSlots() {
    // Given
    TestPool pool = TestPool.of(staged("a")).allowing("0%");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message())
        .isEqualTo("0/1 updated; 1 waits: maxUnavailable is 0%: there are no slots");
  }
}
