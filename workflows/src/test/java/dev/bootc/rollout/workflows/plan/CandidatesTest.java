package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER_DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.failed;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.LeftOut;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Who may start, and who goes before whom. */
class CandidatesTest {
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "STAGED")
  void shouldNotStartANodeWhenItIsAnythingButStaged(NodeState state) {
    // Given
    TestPool pool = TestPool.of(staged("a").is(state));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UPDATED")
  void shouldNotStartANodeWhenItHadItsAttempt(Verdict.Outcome outcome) {
    // Given
    TestPool pool =
        TestPool.of(staged("a").verdict(failed(outcome, DIGEST)), staged("b")).allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
    assertThat(plan.report().counts().failed()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void shouldStartANodeWhenItsVerdictIsOfAnotherDigest(Verdict.Outcome outcome) {
    // Given
    TestPool pool = TestPool.of(staged("a").verdict(failed(outcome, OTHER_DIGEST)));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldCallANodeFailedWhenItLeftWhatItWasUpdatedTo() {
    // Given
    TestPool pool =
        TestPool.of(staged("a").verdict(failed(Verdict.Outcome.ROLLED_BACK_BY_HOST, DIGEST)));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().failed().getFirst().state()).startsWith("rolled back by host: look");
  }

  @Test
  void shouldNotStartANodeWhenItIsDown() {
    // Given
    TestPool pool = TestPool.of(staged("a").notReadySince(EARLIER), staged("b")).allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
    assertThat(plan.report().message()).contains("1 waits: Node is not Ready (a)");
  }

  @Test
  void shouldStartNobodyWhenOneNodeDoesNotAskForTheTargetYet() {
    // Given
    TestPool pool = TestPool.of(staged("a"), staged("b").desiring(OTHER)).allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.orders().retarget()).isEqualTo(1);
    assertThat(plan.report().message())
        .isEqualTo(
            "0/2 updated; 1 waits: asks for another image; is given 0123456789ab;"
                + " 1 waits: every node is given 0123456789ab first");
  }

  @Test
  void shouldRetargetANodeWhenOnlyTheNameOfItsImageDiffers() {
    // Given
    TestPool pool = TestPool.of(updated("a").desiring("mirror.example/os@" + DIGEST));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().retarget()).isEqualTo(1);
    assertThat(plan.report().counts().updated()).isZero();
  }

  @Test
  void shouldGoByNameWhenNothingElseDiffers() {
    // Given
    TestPool pool = TestPool.of(staged("c"), staged("a"), staged("b")).allowing("3");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a", "b", "c");
  }

  @Test
  void shouldStartWorkersBeforeTheControlPlaneWhenBothAreStaged() {
    // Given
    TestPool pool = TestPool.of(staged("a").controlPlane(true), staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
  }

  @Test
  void shouldStartOneControlPlaneNodeWhenThereIsRoomForAll() {
    // Given
    TestPool pool =
        TestPool.of(
                staged("a").controlPlane(true),
                staged("b").controlPlane(true),
                staged("c").controlPlane(true))
            .allowing("100%");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
    assertThat(plan.report().message())
        .isEqualTo(
            "0/3 updated; 1 in flight; 2 wait: control-plane and etcd nodes go one at a time: a");
  }

  @Test
  void shouldStartNoControlPlaneNodeWhenAnotherIsDown() {
    // Given
    TestPool pool =
        TestPool.of(
                updated("a").controlPlane(true).notReadySince(EARLIER),
                staged("b").controlPlane(true),
                staged("c"))
            .allowing("3");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("c");
    assertThat(plan.report().message())
        .contains("control-plane and etcd nodes go one at a time: a (not Ready)");
  }

  @Test
  void shouldStartAControlPlaneNodeWhenOnlyWorkersAreUnavailable() {
    // Given
    TestPool pool = TestPool.of(staged("a").controlPlane(true), inFlight("b")).allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldLeaveACordonedNodeForLastWhenOthersAreStillStaging() {
    // Given
    TestPool pool =
        TestPool.of(staged("a").cordoned(true), staged("b").is(NodeState.STAGING)).allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .contains("1 waits: cordoned by somebody else: goes last (a)");
  }

  @Test
  void shouldStartACordonedNodeWhenOthersAreDoneFailedOrDown() {
    // Given
    TestPool pool =
        TestPool.of(
                staged("a").cordoned(true),
                updated("b"),
                staged("c").is(NodeState.DEGRADED),
                staged("d").notReadySince(EARLIER))
            .allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldNotCountItsOwnCordonWhenACordonedNodeStarts() {
    // Given
    TestPool pool = TestPool.of(staged("a").cordoned(true), updated("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldStartNeitherWhenTwoCordonedNodesUseUpABudgetOfOne() {
    // Given
    TestPool pool = TestPool.of(staged("a").cordoned(true), staged("b").cordoned(true));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .isEqualTo("0/2 updated; 2 wait: budget 1 used up by a, b (cordoned, not by us)");
  }

  @Test
  void shouldStartNobodyTwiceWhenStartedNodesAreStillStaged() {
    // Given
    TestPool pool = TestPool.of(staged("a"), staged("b")).allowing("2").having("a");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
  }

  @Test
  void shouldLeaveANodeOutAndSayWhyWhenItCanNeverBeDrained() {
    // Given
    LeftOut mark = LeftOut.undrainable(TestPool.NOW, 1, "cannot be drained: shop/db-0: budget db");
    TestPool pool = TestPool.of(staged("a").leftOut(mark), staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
    assertThat(plan.report().message())
        .contains("1 waits: left out, cannot be drained: shop/db-0")
        .contains("(a)");
    assertThat(pool.decide(TestPool.NOW).holdsUntil()).contains(mark.until());
    assertThat(pool.plan(mark.until()).orders().start()).containsExactly("a");
  }

  @Test
  void shouldAskNoMoreNodesThanMayBeDownWhenAGateBeforeThemDoesNotHold() {
    // Given
    LeftOut mark =
        LeftOut.byGate(TestPool.NOW, Duration.ofSeconds(30), 1, "gate alerts says no: 2 fire");
    TestPool pool =
        TestPool.of(staged("a").leftOut(mark), staged("b"), staged("c").controlPlane(true));

    // When
    Plan one = pool.plan();
    Plan two = pool.allowing("2").plan();

    // Then
    assertThat(one.orders().start()).isEmpty();
    assertThat(one.report().message()).contains("left out, gate alerts says no: 2 fire");
    assertThat(two.orders().start()).containsExactly("b");
    assertThat(pool.allowing("1").plan(mark.until()).orders().start()).containsExactly("a");
  }

  @Test
  void shouldLookAgainAtOnceWhenThePoolWasEditedSince() {
    // Given
    LeftOut mark = LeftOut.undrainable(TestPool.NOW, 0, "cannot be drained: shop/db-0: budget db");
    TestPool pool = TestPool.of(staged("a").leftOut(mark));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldBeBlockedAndNotKeepTheControlPlaneWaitingWhenAWorkerIsLeftOut() {
    // Given
    LeftOut mark = LeftOut.undrainable(TestPool.NOW, 1, "cannot be drained: shop/db-0: budget db");

    // When
    Plan alone = TestPool.of(staged("a").leftOut(mark), updated("b")).plan();
    Plan mixed = TestPool.of(staged("a").leftOut(mark), staged("c").controlPlane(true)).plan();

    // Then
    assertThat(alone.phase()).isEqualTo(RolloutPhase.BLOCKED);
    assertThat(mixed.orders().start()).containsExactly("c");
  }
}
