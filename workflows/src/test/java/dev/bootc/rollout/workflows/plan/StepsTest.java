package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.failed;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.StepSpec;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.plan.RolloutSteps.Step;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A canary of one that soaks for an hour and asks, then a tenth that asks, then all. */
class StepsTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final RolloutSteps STEPS =
      new RolloutSteps(
          List.of(new Step(1, false, HOUR, true), new Step(10, true, Duration.ZERO, true)), null);

  private static final String SHORT = DIGEST.substring(7, 19);

  @Test
  void shouldStartTheCanaryOnlyWhenTheBudgetAllowsMore() {
    // Given
    TestPool pool = pool(20).inSteps(STEPS);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("node-01");
    assertThat(plan.report().message())
        .isEqualTo("0/20 updated; 1 in flight; 19 wait: step 1 of 2 (1 node) goes first");
  }

  @Test
  void shouldSoakByWhatIsWrittenOnTheNodesWhenTheCanaryIsUpdated() {
    // Given
    TestPool pool = pool(20, tried("node-01", NOW)).inSteps(STEPS);

    // When
    Decision decision = pool.decide(NOW.plus(HOUR).minusNanos(1));

    // Then
    assertThat(decision.orders().start()).isEmpty();
    assertThat(decision.holdsUntil()).contains(NOW.plus(HOUR));
    assertThat(decision.report().message())
        .isEqualTo("1/20 updated; 19 wait: step 1 of 2 (1 node) soaks until 2026-01-01T13:00:00Z");
  }

  @Test
  void shouldSayHowToApproveWhenTheSoakIsOver() {
    // Given
    TestPool pool = pool(20, tried("node-01", NOW)).inSteps(STEPS);

    // When
    Decision decision = pool.decide(NOW.plus(HOUR));

    // Then
    assertThat(decision.orders().start()).isEmpty();
    assertThat(decision.holdsUntil()).isEmpty();
    assertThat(decision.report().message())
        .endsWith(
            "step 1 of 2 (1 node) is done; to go on: kubectl annotate bnp pool --overwrite"
                + " bootc.dev/approved-step=\"1 "
                + SHORT
                + "\"");
  }

  @Test
  void shouldStartTheNextBatchAndNameWhoApprovedWhenTheStepIsApproved() {
    // Given
    StepApproval approval = StepApproval.of("1 sha256:" + SHORT, "kubectl-annotate");
    TestPool pool = pool(20, tried("node-01", NOW)).inSteps(STEPS.approvedBy(approval));

    // When
    Plan plan = pool.plan(NOW.plus(HOUR));

    // Then
    assertThat(plan.orders().start()).containsExactly("node-02");
    assertThat(plan.report().message())
        .isEqualTo(
            "step 1 approved by kubectl-annotate; 1/20 updated; 1 in flight;"
                + " 18 wait: step 2 of 2 (2 nodes) goes first");
  }

  @Test
  void shouldStartAllOthersWhenTheLastStepIsApproved() {
    // Given
    StepApproval approval = StepApproval.of("2 " + SHORT, "kubectl-annotate");
    TestPool pool =
        pool(20, tried("node-01", EARLIER), tried("node-02", NOW))
            .allowing("4")
            .inSteps(STEPS.approvedBy(approval));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("node-03", "node-04", "node-05", "node-06");
  }

  @Test
  void shouldAskAnewWhenTheApprovalIsAboutAnotherImage() {
    // Given
    StepApproval approval = StepApproval.of("2 ffffffffffff", "kubectl-annotate");
    TestPool pool = pool(20, tried("node-01", EARLIER)).inSteps(STEPS.approvedBy(approval));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .contains("is done; to go on:")
        .doesNotContain("approved by");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "0 0123456789ab", "1 0123", "-1 0123456789ab"})
  void shouldSayHowToWriteItWhenAnApprovalIsNotUnderstood(String text) {
    // Given
    TestPool pool =
        pool(20, tried("node-01", EARLIER)).inSteps(STEPS.approvedBy(StepApproval.of(text, "me")));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message()).contains("approves nothing: write number and digest");
  }

  @Test
  void shouldHaltAtTheFirstFailureWhenAStepIsNotDone() {
    // Given
    TestNode canary = staged("node-01").verdict(failed(Verdict.Outcome.WRONG_IMAGE, DIGEST));
    TestPool pool = pool(20, canary).allowing("5").inSteps(STEPS);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
    assertThat(plan.report().message()).startsWith("halted: node-01");
  }

  @Test
  void shouldNameTheCanaryAndTryNobodyElseWhenItIsDownAtTheEndOfItsSoak() {
    // Given
    TestPool pool =
        pool(20, tried("node-01", EARLIER).notReadySince(NOW)).allowing("5").inSteps(STEPS);

    // When
    Plan plan = pool.plan(NOW.plus(HOUR));

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .contains("step 1 of 2 (1 node) goes first: not updated and Ready: node-01");
  }

  @Test
  void shouldChooseAnotherCanaryWhenAPersonCancelledTheFirst() {
    // Given
    TestNode cancelled = staged("node-01").verdict(failed(Verdict.Outcome.CANCELLED, DIGEST));
    TestPool pool = pool(20, cancelled).inSteps(STEPS);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("node-02");
  }

  @Test
  void shouldTakeNoNodeForACanaryThatRanTheImageBefore() {
    // Given
    TestPool pool = pool(20, updated("node-01"), updated("node-02")).inSteps(STEPS);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("node-03");
  }

  @Test
  void shouldStartNobodyWhenAStepNamesMoreNodesThanThereAre() {
    // Given
    RolloutSteps steps = new RolloutSteps(List.of(new Step(5, false, HOUR, false)), null);
    TestPool pool = pool(4).allowing("4").inSteps(steps);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .contains("spec.rollout.steps[0].nodes is 5, and the pool has 4: give fewer");
  }

  @Test
  void shouldRefuseASecondCanaryWhenItsStartComesFromElsewhere() {
    // Given
    TestPool pool = pool(20, inFlight("node-01"), inFlight("node-02")).allowing("5").inSteps(STEPS);
    Admission admission = Admission.of(pool.view(), NOW);

    // When, Then
    assertThat(admission.refusal("node-03", List.of()).orElseThrow()).contains("step 1 of 2");
    assertThat(admission.objection("node-02").orElseThrow()).contains("step 1 of 2");
  }

  @Test
  void shouldNameFieldAndMendWhenStepsDoNotGrow() {
    // When, Then
    assertThat(problems(step(1, null, null), step("10%", 60, true), step("100%", null, null)))
        .isEmpty();
    assertThat(problems(step(2, null, null), step(2, null, null)).getFirst())
        .startsWith("spec.rollout.steps[1].nodes: 2 is not more than the 2 of the step before");
    assertThat(problems(step("100%", null, null), step(3, null, null)).getFirst())
        .startsWith("spec.rollout.steps[1].nodes: 3 is not more than the 100%");
    assertThat(problems(step("100%", 60, null)).getFirst())
        .startsWith("spec.rollout.steps[0]: nothing comes after 100%");
    assertThat(problems(step("110%", null, null)).getFirst())
        .startsWith("spec.rollout.steps[0].nodes: \"110%\" is neither");
  }

  private static List<String> problems(StepSpec... steps) {
    return RolloutSteps.problems(List.of(steps));
  }

  private static StepSpec step(Object nodes, @Nullable Integer soak, @Nullable Boolean approval) {
    IntOrString size =
        nodes instanceof Integer number ? new IntOrString(number) : new IntOrString((String) nodes);
    return new StepSpec(size, soak, approval);
  }

  private static TestNode tried(String name, Instant at) {
    return updated(name)
        .verdict(new Verdict(Verdict.Outcome.UPDATED, DIGEST, 1, at.toString(), null));
  }

  /** So many nodes, the first of which are as given, and the others staged. */
  private static TestPool pool(int nodes, TestNode... first) {
    List<TestNode> all = new ArrayList<>(List.of(first));
    for (int i = first.length + 1; i <= nodes; i++) {
      all.add(staged("node-%02d".formatted(i)));
    }
    return TestPool.of(all.toArray(TestNode[]::new));
  }

  @Test
  void shouldKeepNobodyBackWhenAStepIsAllThereAre() {
    // Given
    RolloutSteps steps = new RolloutSteps(List.of(new Step(4, false, HOUR, true)), null);
    TestPool pool = pool(4).allowing("4").inSteps(steps);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).hasSize(4);
    assertThat(plan.report().message()).isEqualTo("0/4 updated; 4 in flight");
  }

  @Test
  void shouldReadTheStepsOfTheSpecAndRefuseWhatCannotBeCarriedOut() {
    // When, Then
    assertThat(RolloutSteps.of(null)).isNull();
    assertThat(RolloutSteps.of(List.of())).isNull();
    assertThat(RolloutSteps.of(List.of(step(1, 3600, true), step("10%", null, true))))
        .isEqualTo(STEPS);
    assertThatThrownBy(() -> RolloutSteps.of(List.of(step(2, null, null), step(1, null, null))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spec.rollout.steps[1].nodes: 1 is not more than the 2");
    assertThat(problems(step(0, null, null)).getFirst())
        .startsWith("spec.rollout.steps[0].nodes: \"0\" is neither");
  }
}
