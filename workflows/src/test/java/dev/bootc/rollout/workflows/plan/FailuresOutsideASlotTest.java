package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER_DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.failed;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.Verdict.Outcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What failed at the target counts against it, whether its node still holds a slot or not. */
class FailuresOutsideASlotTest {

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"UPDATED", "CANCELLED"})
  void shouldHaltWhenTheOnlyTryFailedAndGaveItsSlotBack(Outcome outcome) {
    // Given
    TestPool pool = TestPool.of(staged("a").verdict(failed(outcome, DIGEST)), staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message()).startsWith("halted: a (").contains("look at its console");
  }

  @Test
  void shouldHaltAtTheSecondFailureWhenOneIsInItsSlotAndOneIsNot() {
    // Given
    TestPool pool =
        TestPool.of(
                staged("a").verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST)),
                inFlight("b").is(NodeState.PENDING).verdict(failed(Outcome.NOT_BACK, DIGEST)),
                staged("c"))
            .allowing("3");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
    assertThat(plan.report().message()).startsWith("halted: a (drain timed out").contains("b (not");
  }

  @Test
  void shouldGoOnWhenSomebodyCancelledTheTry() {
    // Given
    TestPool pool =
        TestPool.of(staged("a").verdict(failed(Outcome.CANCELLED, DIGEST)), staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
  }

  @Test
  void shouldGoOnWhenTheFailureIsOfAnotherDigest() {
    // Given
    TestPool pool =
        TestPool.of(
            staged("a").cordoned(false).verdict(failed(Outcome.DRAIN_TIMED_OUT, OTHER_DIGEST)),
            staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
    assertThat(plan.report().message()).doesNotContain("unhealthy", "halted");
  }

  @Test
  void shouldGoOnWhenTheFailedNodeRunsTheTargetAfterAll() {
    // Given
    TestPool pool =
        TestPool.of(updated("a").verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST)), staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
  }

  @Test
  void shouldGoOnWhenNodesCannotStage() {
    // Given
    TestPool pool =
        TestPool.of(
            staged("a").is(NodeState.DEGRADED).saying("stage failed: no space left"),
            staged("b").is(NodeState.DEGRADED).saying("stage failed: no space left"),
            staged("c"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("c");
  }

  @ParameterizedTest
  @EnumSource(names = {"STAGED", "DEGRADED", "STAGING", "PENDING"})
  void shouldHaltAndNotTryAgainWhenANodeLeftTheTarget(NodeState state) {
    // Given
    TestPool pool =
        TestPool.of(
            staged("a")
                .is(state)
                .saying("greenboot was red")
                .verdict(failed(Outcome.ROLLED_BACK_BY_HOST, DIGEST)),
            staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().counts().failed()).isOne();
    assertThat(plan.report().message())
        .startsWith("halted: a (rolled back by host: greenboot was red: look at its console");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 9, true",
    "2, 1, 9, false",
    "2, 2, 9, true",
    "3, 2, 9, false",
    "3, 3, 9, true",
    // 20 % of 10 nodes are 2, 11 % are rounded up to 2, 1 % to 1.
    "20%, 1, 1, false",
    "20%, 2, 1, true",
    "11%, 1, 1, false",
    "11%, 2, 1, true",
    "1%, 1, 9, true",
    "100%, 9, 9, false"
  })
  void shouldHaltAtAsManyFailuresAsThePoolSays(
      String limit, int failures, String maxUnavailable, boolean halted) {
    // Given
    TestNode[] nodes = new TestNode[10];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = staged("n" + i);
      if (i < failures) {
        nodes[i].verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST));
      }
    }
    TestPool pool = TestPool.of(nodes).allowing(maxUnavailable).haltingAt(limit);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase() == RolloutPhase.HALTED).isEqualTo(halted);
    assertThat(plan.orders().start().isEmpty()).isEqualTo(halted);
  }

  private static TestNode updatedEarlier(String name) {
    return updated(name).verdict(failed(Outcome.UPDATED, DIGEST));
  }

  @Test
  void shouldHaltWhenAnUpdatedNodeGoesDownSoonAfterAndStaysDown() {
    // Given
    Instant down = EARLIER.plusSeconds(60);
    TestPool pool = TestPool.of(updatedEarlier("a").notReadySince(down), staged("b"));

    // When
    Plan plan = pool.plan(down.plus(Halt.GRACE));

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .startsWith("halted: a (runs the target, but is not Ready since 2026-01-01T11:01:00Z)");
  }

  @Test
  void shouldLookAgainWhenTheGraceOfAnUpdatedNodeEnds() {
    // Given
    Instant down = EARLIER.plusSeconds(60);
    TestPool pool = TestPool.of(updatedEarlier("a").notReadySince(down), staged("b")).allowing("2");

    // When
    Decision decision = pool.decide(down);

    // Then
    assertThat(decision.report().phase()).isEqualTo(RolloutPhase.ROLLING);
    assertThat(decision.holdsUntil()).contains(down.plus(Halt.GRACE));
  }

  @Test
  void shouldGoOnWhenAnUpdatedNodeGoesDownLongAfter() {
    // Given
    TestPool pool =
        TestPool.of(updatedEarlier("a").notReadySince(EARLIER.plus(Halt.BLAMED_FOR)), staged("b"))
            .allowing("2")
            .haltingAt("1");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
  }

  @Test
  void shouldGoOnWhenANodeThatIsDownWasNotUpdatedByARollout() {
    // Given
    TestPool pool =
        TestPool.of(updated("a").notReadySince(EARLIER), staged("b")).allowing("2").haltingAt("1");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
  }

  @Test
  void shouldBlameTheDigestWhenAnUpdatedNodeGoesDownSoonAfter() {
    // Given
    TestPool pool = TestPool.of(updatedEarlier("a").notReadySince(EARLIER), staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().digestFailed()).isTrue();
  }

  @Test
  void shouldGoOnWhenANodeThatIsDownWasUpdatedToAnotherDigestOrFailedAtThisOne() {
    // Given
    TestNode ofBefore = updated("a").verdict(failed(Outcome.UPDATED, OTHER_DIGEST));
    TestNode failure = updated("a").verdict(failed(Outcome.NOT_BACK, DIGEST));

    // When, Then
    for (TestNode node : List.of(ofBefore, failure)) {
      TestPool pool =
          TestPool.of(node.notReadySince(EARLIER), staged("b")).allowing("2").haltingAt("1");
      assertThat(pool.plan().orders().start()).containsExactly("b");
    }
  }
}
