package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagingTurnsTest {
  private static final Instant A_MOMENT_AGO = NOW.minusSeconds(5);

  @Test
  void shouldGiveEveryNodeTheTargetAtOnceWhenThePoolHasNoLimit() {
    // Given
    TestPool pool = TestPool.of(waiting("a"), waiting("b").notReadySince(EARLIER), waiting("c"));

    // When
    List<String> turns = StagingTurns.of(pool.view(), NOW);

    // Then
    assertThat(turns).containsExactly("a", "b", "c");
  }

  @Test
  void shouldGiveTheTargetInTheOrderOfTheirUpdatesWhenThereIsRoom() {
    // Given
    TestPool pool =
        TestPool.of(
                waiting("a").controlPlane(true),
                waiting("b").cordoned(true),
                waiting("c"),
                waiting("d"),
                waiting("e"))
            .staging("3");

    // When
    List<String> turns = StagingTurns.of(pool.view(), NOW);

    // Then
    assertThat(turns).containsExactly("c", "d", "e");
  }

  @Test
  void shouldSayWhoWaitsForItsTurnAndStartWhoHasStagedWhenOthersWait() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"), pulling("b"), asked("c"), waiting("d"), waiting("e")).staging("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().retarget()).isZero();
    assertThat(plan.orders().start()).containsExactly("a");
    assertThat(plan.phase()).isEqualTo(RolloutPhase.ROLLING);
    assertThat(plan.report().message())
        .isEqualTo(
            "0/5 updated; 1 in flight; 2 wait: others stage first: maxStaging is 2;"
                + " 1 waits: the agent has not reported on 0123456789ab yet (c);"
                + " 1 waits: staging 0123456789ab");
    assertThat(plan.report().blockedBy()).isEmpty();
  }

  @Test
  void shouldStartAndGiveTheTargetAtOnceWhenAPlaceIsFree() {
    // Given
    TestPool pool = TestPool.of(staged("a"), pulling("b"), waiting("c")).staging("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().retarget()).isOne();
    assertThat(plan.orders().start()).containsExactly("a");
  }

  @Test
  void shouldGoOnStagingWhenNobodyHasApprovedTheImage() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"), waiting("b"), waiting("c")).staging("1").approving(null);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().retarget()).isOne();
    assertThat(plan.orders().start()).isEmpty();
  }

  @Test
  void shouldGoOnStagingWhenThePoolIsPaused() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"), waiting("b"), waiting("c"))
            .staging("1")
            .pausedByField(new Pause("x", "y", EARLIER));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().retarget()).isOne();
    assertThat(plan.orders().start()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"STAGED", "UP_TO_DATE"})
  void shouldGiveThePlaceAwayWhenANodeHasStaged(NodeState state) {
    // Given
    TestPool pool = TestPool.of(asked("a").is(state), waiting("b")).staging("1");

    // When
    List<String> turns = StagingTurns.of(pool.view(), NOW);

    // Then
    assertThat(turns).containsExactly("b");
  }

  @Test
  void shouldGiveThePlaceAwayWhenANodeFailsInItsTurn() {
    // Given
    TestPool pool =
        TestPool.of(asked("a").is(NodeState.DEGRADED).sayingItSince(A_MOMENT_AGO), waiting("b"))
            .staging("1");

    // When
    List<String> turns = StagingTurns.of(pool.view(), NOW);

    // Then
    assertThat(turns).containsExactly("b");
  }

  @Test
  void shouldKeepThePlaceWhenTheErrorIsOlderThanTheTurn() {
    // Given
    TestPool pool =
        TestPool.of(asked("a").is(NodeState.DEGRADED).sayingItSince(EARLIER), waiting("b"))
            .staging("1");

    // When
    List<String> turns = StagingTurns.of(pool.view(), NOW);

    // Then
    assertThat(turns).isEmpty();
  }

  @Test
  void shouldGiveThePlaceAwayWhenANodeIsDown() {
    // Given
    TestPool pool = TestPool.of(pulling("a").notReadySince(NOW), waiting("b")).staging("1");

    // When
    List<String> turns = StagingTurns.of(pool.view(), NOW);

    // Then
    assertThat(turns).containsExactly("b");
  }

  @Test
  void shouldGiveThePlaceAwayWhenAnAgentIsSilentForLongAndSayWhenThatIs() {
    // Given
    TestPool pool = TestPool.of(asked("a"), waiting("b")).staging("1");
    Instant silent = A_MOMENT_AGO.plus(StagingTurns.SILENT_AFTER);

    // When
    List<String> before = StagingTurns.of(pool.view(), silent.minusMillis(1));
    List<String> then = StagingTurns.of(pool.view(), silent);

    // Then
    assertThat(before).isEmpty();
    assertThat(then).containsExactly("b");
    assertThat(pool.decide(silent.minusMillis(1)).holdsUntil()).hasValue(silent);
  }

  @Test
  void shouldCountItsTimeFromTheLaterOfItsTurnAndItsJoining() {
    // Given
    Instant later = A_MOMENT_AGO.plusSeconds(2);
    TestPool joinedAfter = TestPool.of(asked("a").joinedAt(later), waiting("b")).staging("1");
    TestPool joinedBefore = TestPool.of(asked("a").joinedAt(EARLIER), waiting("b")).staging("1");

    // When, Then
    assertThat(StagingTurns.of(joinedAfter.view(), A_MOMENT_AGO.plus(StagingTurns.SILENT_AFTER)))
        .isEmpty();
    assertThat(StagingTurns.of(joinedAfter.view(), later.plus(StagingTurns.SILENT_AFTER)))
        .containsExactly("b");
    assertThat(StagingTurns.of(joinedBefore.view(), A_MOMENT_AGO.plus(StagingTurns.SILENT_AFTER)))
        .containsExactly("b");
  }

  @Test
  void shouldGiveThePlaceAwayWhenAHostNeedsAnHour() {
    // Given
    TestPool pool = TestPool.of(pulling("a"), waiting("b")).staging("1");
    Instant slow = A_MOMENT_AGO.plus(StagingTurns.SLOW_AFTER);

    // When
    List<String> before = StagingTurns.of(pool.view(), slow.minusMillis(1));
    List<String> then = StagingTurns.of(pool.view(), slow);

    // Then
    assertThat(before).isEmpty();
    assertThat(then).containsExactly("b");
  }

  @Test
  void shouldCountANodeThatHasJustJoinedWhenItIsAskedForTheTargetAsItJoins() {
    // Given
    TestPool pool =
        TestPool.of(staged("a").is(NodeState.PENDING).joinedAt(A_MOMENT_AGO), waiting("b"))
            .staging("1");

    // When
    List<String> turns = StagingTurns.of(pool.view(), NOW);

    // Then
    assertThat(turns).isEmpty();
  }

  @Test
  void shouldGiveTheNewTargetAtOnceWhenANodeStagesTheOldOneOrHoldsASlot() {
    // Given
    TestPool pool =
        TestPool.of(
                pulling("a").desiring(OTHER),
                waiting("b"),
                inFlight("c").desiring(OTHER).notReadySince(EARLIER),
                waiting("d"))
            .staging("1");

    // When
    List<String> turns = StagingTurns.of(pool.view(), NOW);

    // Then
    assertThat(turns).containsExactly("a", "c");
  }

  @Test
  void shouldWaitForANodeToComeBackWhenItIsDownAndHasNotBeenAskedYet() {
    // Given
    TestPool pool =
        TestPool.of(updated("a"), waiting("b").notReadySince(EARLIER)).staging("1").allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().retarget()).isZero();
    assertThat(plan.phase()).isEqualTo(RolloutPhase.BLOCKED);
    assertThat(plan.report().message()).isEqualTo("1/2 updated; 1 waits: Node is not Ready (b)");
  }

  @Test
  void shouldLetAllGoBackAtOnceWhenARolloutIsUndone() {
    // Given
    RolloutTarget target = TestPool.of().staging("1").view().target();

    // When
    RolloutTarget back =
        target.goingBack(OTHER, new Undo(TestPool.DIGEST, EARLIER.toString(), "2 failed", false));

    // Then
    assertThat(back.maxStaging()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0%", "101%", "-1", "few", ""})
  void shouldNameTheMendWhenTheLimitCannotBeRead(String text) {
    // When, Then
    assertThatThrownBy(() -> MaxStaging.parse(text)).hasMessageContaining("use 1, 2, … or 1%");
  }

  @Test
  void shouldRoundUpWhenTheLimitIsAPercentage() {
    // When, Then
    assertThat(MaxStaging.parse("10%").of(11)).isEqualTo(2);
    assertThat(MaxStaging.parse("10%")).hasToString("10%");
  }

  /** It runs another image, and asks for it. */
  private static TestNode waiting(String name) {
    return updated(name).desiring(OTHER);
  }

  /** It was asked for the target, and has not reacted. */
  private static TestNode asked(String name) {
    return staged(name).is(NodeState.PENDING).stagingSince(A_MOMENT_AGO);
  }

  private static TestNode pulling(String name) {
    return staged(name).is(NodeState.STAGING).stagingSince(A_MOMENT_AGO);
  }
}
