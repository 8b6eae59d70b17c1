package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER_DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.failed;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of nodes that somebody leaves out of a rollout. */
class SkippedNodesTest {
  private static final SkipMark SKIP = new SkipMark(DIGEST, "broken fan");

  @Test
  void shouldGoOnWithTheOthersWhenANodeIsSkipped() {
    // Given
    TestPool pool = TestPool.of(staged("a").skipped(SKIP), staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
    assertThat(plan.report().message())
        .isEqualTo("0/2 updated; 1 in flight; 1 skipped: a (broken fan)");
  }

  @Test
  void shouldCompleteWhenWhatIsLeftIsSkipped() {
    // Given
    TestPool pool = TestPool.of(updated("a"), staged("b").skipped(SKIP));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.COMPLETED);
    assertThat(plan.report().message()).isEqualTo("1/2 updated; 1 skipped: b (broken fan)");
  }

  @Test
  void shouldNeverCountAsFailedWhenSkipped() {
    // Given
    Verdict verdict = failed(Verdict.Outcome.DRAIN_TIMED_OUT, DIGEST);
    TestPool pool =
        TestPool.of(
            staged("a").verdict(verdict).skipped(SKIP),
            staged("b").is(NodeState.DEGRADED).skipped(SKIP),
            staged("c"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().counts().failed()).isZero();
    assertThat(plan.report().failed()).isEmpty();
    assertThat(plan.orders().start()).containsExactly("c");
  }

  @Test
  void shouldCountForNothingWhenTheMarkIsAboutAnotherDigest() {
    // Given
    TestPool pool = TestPool.of(staged("a").skipped(new SkipMark(OTHER_DIGEST, "")));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldNameTheMarkAndTheMendWhenItNamesNoDigest() {
    // Given
    TestPool pool = TestPool.of(staged("a").skipped(new SkipMark("true", "")));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
    assertThat(plan.report().message())
        .endsWith(
            "bootc.dev/skip does nothing on a: give it a digest, as status.targetDigest does");
  }

  @Test
  void shouldStayInFlightWhenItsSlotIsNotGivenBackYet() {
    // Given
    TestPool pool = TestPool.of(inFlight("a").skipped(SKIP), staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().counts().inFlight()).isEqualTo(1);
    assertThat(plan.report().counts().skipped()).isZero();
  }

  @Test
  void shouldBeRefusedASlotWhenSkipped() {
    // Given
    Admission admission = Admission.of(TestPool.of(staged("a").skipped(SKIP)).view(), NOW);

    // When
    boolean refused = admission.refusal("a", List.of()).isPresent();

    // Then
    assertThat(refused).isTrue();
  }
}
