package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.RolloutPhase;
import org.junit.jupiter.api.Test;

/** What differs where a rollout sets nodes back to what they ran before. */
class WayBackTest {
  private static final String BAD = "sha256:" + "b".repeat(64);

  @Test
  void shouldGoOnAndNameThemWhenNodesDoNotComeBackFromWhatIsUndone() {
    // Given
    TestPool pool =
        TestPool.of(
                inFlight("a").notReadySince(EARLIER.minusSeconds(600)),
                inFlight("b").notReadySince(EARLIER.minusSeconds(600)),
                staged("c"))
            .allowing("3")
            .undoing(BAD);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("c");
    assertThat(plan.phase()).isEqualTo(RolloutPhase.ROLLING);
    assertThat(plan.report().message())
        .startsWith("undoes bbbbbbbbbbbb, which failed (halted: a (not back))")
        .contains("kubectl annotate bnp pool --overwrite bootc.dev/try-again=", "a (not Ready");
    assertThat(plan.report().blockedBy())
        .extracting(BlockedBy::kind)
        .containsExactly("NodeNotReady");
  }

  @Test
  void shouldWaitForNoOtherPoolWhenItGoesBack() {
    // Given
    TestPool pool = TestPool.of(staged("a")).after("pool other").undoing(BAD);

    // When, Then
    assertThat(pool.plan().orders().start()).containsExactly("a");
  }

  @Test
  void shouldKeepTheBudgetWhenANodeIsDown() {
    // Given
    TestPool pool =
        TestPool.of(inFlight("a").notReadySince(EARLIER.minusSeconds(600)), staged("b"))
            .allowing("1")
            .undoing(BAD);

    // When, Then
    assertThat(pool.plan().orders().start()).isEmpty();
  }

  @Test
  void shouldEndAsRolledBackWhenEveryNodeIsBack() {
    // Given
    Decision decision = TestPool.of(updated("a"), updated("b")).undoing(BAD).decide(NOW);

    // When, Then
    assertThat(decision.report().phase()).isEqualTo(RolloutPhase.ROLLED_BACK);
    assertThat(decision.report().message()).endsWith("2/2 updated");
  }

  @Test
  void shouldNotBlameTheDigestWhenNodesAreDownForAnEarlierOne() {
    // Given
    TestPool pool =
        TestPool.of(inFlight("a").notReadySince(EARLIER.minusSeconds(600)), staged("b"))
            .haltingAt("1");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
    assertThat(plan.report().digestFailed()).isFalse();
  }
}
