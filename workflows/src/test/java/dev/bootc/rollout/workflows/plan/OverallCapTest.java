package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.workflows.plan.OverallCap.Away;
import dev.bootc.rollout.workflows.plan.OverallCap.Why;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverallCapTest {
  private static final Away UPDATED = new Away("other-1", Why.UPDATED);
  private static final Away DOWN = new Away("other-2", Why.NOT_READY);
  private static final Away CORDONED = new Away("other-3", Why.CORDONED);

  @Test
  void shouldStartSoManyOnlyWhenOtherPoolsUseTheRestUp() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"), staged("b"), staged("c"))
            .allowing("3")
            .sharing(cap("3", 10, UPDATED, DOWN));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
    assertThat(plan.report().message())
        .isEqualTo(
            "0/3 updated; 1 in flight; 2 wait: --max-unavailable-overall of the operator is 3,"
                + " used up by a, other-1, other-2 of other pools");
    assertThat(plan.report().blockedBy())
        .extracting(BlockedBy::kind, BlockedBy::object)
        .containsExactlyInAnyOrder(
            tuple(Kind.CLUSTER_CAP.text(), "Node/other-1"),
            tuple(Kind.CLUSTER_CAP.text(), "Node/other-2"));
  }

  @Test
  void shouldCountItsOwnNodesWhenTheyAreDownOrCordoned() {
    // Given
    TestPool pool =
        TestPool.of(updated("a").notReadySince(EARLIER), updated("b").cordoned(true), staged("c"))
            .allowing("3")
            .sharing(cap("3", 10, CORDONED));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().blockedBy())
        .extracting(BlockedBy::object, BlockedBy::message, BlockedBy::nextAction)
        .containsExactlyInAnyOrder(
            tuple("Node/a", "not Ready, and uses the budget up", "kubectl describe node/a bn/a"),
            tuple("Node/b", "cordoned, not by us, and uses the budget up", "kubectl uncordon b"),
            tuple(
                "Node/other-3",
                "of another pool, cordoned, not by us, and uses up what all pools may have"
                    + " unavailable",
                "kubectl describe node/other-3 bn/other-3"));
  }

  @Test
  void shouldTakeAPercentageOfAllPoolsNodesWhenItIsOne() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"), staged("b"), staged("c"))
            .allowing("3")
            .sharing(cap("10%", 11, UPDATED));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldFinishWhatIsUnderWayWhenTheLimitIsLowered() {
    // Given
    TestPool pool =
        TestPool.of(inFlight("a"), inFlight("b"), staged("c")).allowing("3").sharing(cap("1", 3));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().counts().inFlight()).isEqualTo(2);
    assertThat(plan.report().blockedBy()).isEmpty();
  }

  @Test
  void shouldSayThatNoPoolHasSlotsWhenTheOperatorLetsNone() {
    // Given
    TestPool pool = TestPool.of(staged("a")).sharing(cap("0%", 10));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().blockedBy())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.kind()).isEqualTo(Kind.CLUSTER_CAP.text());
          assertThat(entry.object()).isEqualTo("BootcNodePool/pool");
          assertThat(entry.message())
              .isEqualTo("--max-unavailable-overall of the operator is 0%: no pool has slots");
          assertThat(entry.nextAction())
              .isEqualTo(
                  "kubectl get deployments -A -l app.kubernetes.io/part-of=bootc-rollout,"
                      + "app.kubernetes.io/component=operator -o yaml");
        });
  }

  @Test
  void shouldHaveAMarkGivenBackWhenAnotherPoolHasMarkedAtTheSameTime() {
    // Given
    PoolView view =
        TestPool.of(inFlight("a"), staged("b")).allowing("2").sharing(cap("1", 5, UPDATED)).view();

    // When
    Admission admission = Admission.of(view, NOW);

    // Then
    assertThat(admission.objection("a"))
        .hasValue(
            "--max-unavailable-overall of the operator is 1, used up by a, other-1 of other pools");
    assertThat(admission.refusal("b", List.of())).isPresent();
  }

  @Test
  void shouldLetAMarkStandWhenThereIsRoom() {
    // Given
    PoolView view = TestPool.of(inFlight("a")).sharing(cap("2", 5, UPDATED)).view();

    // When
    Admission admission = Admission.of(view, NOW);

    // Then
    assertThat(admission.objection("a")).isEmpty();
  }

  private static OverallCap cap(String limit, int nodes, Away... away) {
    return new OverallCap(MaxUnavailable.parse(limit), nodes, List.of(away));
  }
}
