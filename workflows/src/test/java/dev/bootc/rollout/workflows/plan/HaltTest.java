package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER_DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.back;
import static dev.bootc.rollout.workflows.plan.TestPool.failed;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.SkipMark;
import dev.bootc.rollout.api.Verdict.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unhealthy slot holders stop the rollout until they are healthy. */
class HaltTest {
  private static TestNode sick(String name) {
    return inFlight(name).is(NodeState.PENDING).verdict(failed(Outcome.NOT_BACK, DIGEST));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, true", "1, 1, true", "2, 1, false", "2, 2, true", "9, 1, false", "9, 2, true"})
  void shouldHaltWhenTooManySlotHoldersAreUnhealthy(String limit, int unhealthy, boolean halted) {
    // Given
    TestNode second = unhealthy == 2 ? sick("b") : staged("b").is(NodeState.UP_TO_DATE);
    TestPool pool = TestPool.of(sick("a"), second, staged("c")).allowing(limit);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase() == RolloutPhase.HALTED).isEqualTo(halted);
    assertThat(plan.orders().start().isEmpty()).isEqualTo(halted);
  }

  @Test
  void shouldHaltWhenAGateFailedAlthoughTheNodeIsReadyOnTheTarget() {
    // Given
    TestNode updated =
        inFlight("a").is(NodeState.UP_TO_DATE).verdict(failed(Outcome.GATE_FAILED, DIGEST));

    // When
    Plan plan = TestPool.of(updated, staged("b")).plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().digestFailed()).isTrue();
    assertThat(plan.report().message()).startsWith("halted: a (gate failed: ");
    assertThat(plan.report().failed()).extracting(failed -> failed.node()).containsExactly("a");
  }

  @Test
  void shouldStartNobodyWhenNobodyKnowsWhetherAnUpdatedNodeIsInOrder() {
    // Given
    GateMark unasked = new GateMark(EARLIER, DIGEST, GateMark.State.ERROR, "metrics", "no answer");
    TestNode updated = inFlight("a").is(NodeState.UP_TO_DATE).gate(unasked);

    // When
    Plan plan = TestPool.of(updated, staged("b")).allowing("2").plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .isEqualTo(
            "0/2 updated; 1 in flight (a, gate metrics: no answer);"
                + " 1 waits: a gate cannot be asked about a");
  }

  @Test
  void shouldGoOnWhenAGateSaysNoAndHasTime() {
    // Given
    GateMark waits = new GateMark(EARLIER, DIGEST, GateMark.State.WAITS, "network", "no pod");
    TestNode updated = inFlight("a").is(NodeState.UP_TO_DATE).gate(waits);

    // When
    Plan plan = TestPool.of(updated, staged("b")).allowing("2").plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
    assertThat(plan.report().blockedBy()).isEmpty();
  }

  @Test
  void shouldNameTheNodeWhyAndSinceWhenItFailed() {
    // Given
    TestPool pool = TestPool.of(sick("a"), staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message())
        .isEqualTo(
            "halted: a (not back: look at its console, since 2026-01-01T11:00:00Z);"
                + " 0/2 updated; 1 in flight; 1 waits");
    assertThat(plan.report().waiting().getFirst().reason()).startsWith("halted: a (not back");
  }

  @Test
  void shouldNameTheNodeWhyAndSinceWhenItIsDegraded() {
    // Given
    TestPool pool = TestPool.of(inFlight("a").is(NodeState.DEGRADED).saying("disk full"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message())
        .startsWith("halted: a (degraded: disk full, in its slot since 2026-01-01T11:00:00Z)");
  }

  @Test
  void shouldNameThreeAndCountTheRestWhenManyAreUnhealthy() {
    // Given
    TestPool pool = TestPool.of(sick("a"), sick("b"), sick("c"), sick("d"), sick("e"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message())
        .contains("c (not back")
        .contains(" and 2 more; 0/5")
        .doesNotContain("d (");
  }

  @Test
  void shouldNameAnUnhealthyNodeWhenItDoesNotHaltYet() {
    // Given
    TestPool pool = TestPool.of(sick("a"), staged("b")).allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.ROLLING);
    assertThat(plan.report().message()).startsWith("unhealthy in its slot: a (not back");
  }

  @Test
  void shouldGoOnWhenTheNodeFailedAtAnOlderTarget() {
    // Given
    TestPool pool =
        TestPool.of(
                inFlight("a").is(NodeState.STAGING).verdict(failed(Outcome.NOT_BACK, OTHER_DIGEST)),
                staged("b"))
            .allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.ROLLING);
    assertThat(plan.report().message()).doesNotContain("unhealthy");
  }

  @Test
  void shouldNotCountADegradedNodeWhenItIsAboutToBeGivenTheTarget() {
    // Given
    TestPool pool = TestPool.of(inFlight("a").desiring(OTHER).is(NodeState.DEGRADED));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.ROLLING);
  }

  @Test
  void shouldGoOnWhenTheFailedNodeIsBackAndReady() {
    // Given
    TestPool pool =
        TestPool.of(back("a").verdict(failed(Outcome.NOT_BACK, DIGEST)), staged("b")).allowing("2");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).containsExactly("b");
    assertThat(plan.report().failed()).isEmpty();
  }

  @Test
  void shouldWaitOutTheGraceWhenANodeIsBackAndNotReadyYet() {
    // Given
    Instant since = NOW.minusSeconds(20);
    TestPool pool = TestPool.of(back("a").notReadySince(since));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.ROLLING);
    assertThat(pool.decide(NOW).holdsUntil()).contains(since.plus(Duration.ofSeconds(60)));
  }

  @Test
  void shouldHaltWhenTheGraceIsOver() {
    // Given
    Instant since = NOW.minusSeconds(60);
    TestPool pool = TestPool.of(back("a").notReadySince(since));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
    assertThat(plan.report().message())
        .startsWith("halted: a (runs the target, but is not Ready since 2026-01-01T11:59:00Z)");
    assertThat(pool.decide(NOW).holdsUntil()).isEmpty();
  }

  @Test
  void shouldNotWaitForAClockThatIsAheadWhenItSaysSinceWhenTheNodeIsNotReady() {
    // Given
    TestPool pool = TestPool.of(back("a").notReadySince(NOW.plus(Duration.ofHours(1))));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
  }

  @Test
  void shouldHaltAtOnceWhenNobodySaidSinceWhenTheNodeIsNotReady() {
    // Given
    TestPool pool = TestPool.of(back("a").notReadySince(null));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
  }

  @Test
  void shouldLookAgainAtTheEarliestWhenSeveralGracesRun() {
    // Given
    TestPool pool =
        TestPool.of(
                back("a").notReadySince(NOW.minusSeconds(10)),
                back("b").notReadySince(NOW.minusSeconds(30)))
            .allowing("2");

    // When
    Optional<Instant> until = pool.decide(NOW).holdsUntil();

    // Then
    assertThat(until).contains(NOW.plusSeconds(30));
  }

  @Test
  void shouldHaltWhenTheNodeOfASlotHolderDoesNotSayWhetherItIsReady() {
    // Given
    Instant taken = NOW.minusSeconds(59);
    TestPool pool =
        TestPool.of(
            staged("a")
                .is(NodeState.UP_TO_DATE)
                .holdingSlotSince(taken, true)
                .ofUnknownReadiness());

    // When
    Plan before = pool.plan();
    Plan after = pool.plan(NOW.plusSeconds(1));

    // Then
    assertThat(before.phase()).isEqualTo(RolloutPhase.ROLLING);
    assertThat(pool.decide(NOW).holdsUntil()).contains(NOW.plusSeconds(1));
    assertThat(after.report().message())
        .startsWith("halted: a (runs the target, but its Node does not say whether it is Ready)");
  }

  @Test
  void shouldHaltNobodyWhenARebootingNodeIsNotReadyForLong() {
    // Given
    TestPool pool =
        TestPool.of(
            staged("a")
                .is(NodeState.REBOOTING)
                .holdingSlotSince(EARLIER, true)
                .notReadySince(EARLIER));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.ROLLING);
    assertThat(pool.decide(NOW).holdsUntil()).isEmpty();
  }

  @Test
  void shouldNameANodeThatWentDownForAnOlderTargetWhenItDoesNotComeBack() {
    // Given
    TestPool pool =
        TestPool.of(
            staged("a")
                .is(NodeState.PENDING)
                .holdingSlotSince(EARLIER, false)
                .notReadySince(EARLIER),
            staged("b"));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message())
        .startsWith("halted: a (not Ready since 2026-01-01T11:00:00Z)");
  }

  @Test
  void shouldSayBothWhenHaltedAndPaused() {
    // Given
    TestPool pool =
        TestPool.of(sick("a"), staged("b")).pausedBySignal(new Pause("signal of ann", "", EARLIER));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
    assertThat(plan.report().message())
        .startsWith("halted: a (not back")
        .contains("; paused by signal of ann since 2026-01-01T11:00:00Z;");
  }

  @Test
  void shouldNotWaitForTheEndOfAGraceWhenANodeIsDownAsItShallBe() {
    // Given
    Instant since = NOW.minusSeconds(20);
    TestPool pool =
        TestPool.of(
            staged("a")
                .is(NodeState.REBOOTING)
                .holdingSlotSince(EARLIER, true)
                .notReadySince(since));

    // When
    Optional<Instant> until = pool.decide(NOW).holdsUntil();

    // Then
    assertThat(until).contains(since.plus(Patience.HOST_IS_BACK_WITHIN));
  }

  @Test
  void shouldNotBeHaltedWhenNobodyIsLeftToBeStarted() {
    // Given
    TestPool pool =
        TestPool.of(
            updated("a"),
            staged("b").skipped(new SkipMark(DIGEST, "ann")),
            staged("c").verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST)));

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.BLOCKED);
  }

  @Test
  void shouldNameOnlyWhoIsInItsSlotWhenItDoesNotHaltYet() {
    // Given
    TestPool pool =
        TestPool.of(
                sick("a"),
                staged("b").verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST)),
                staged("c"))
            .haltingAt("3");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().message())
        .startsWith("unhealthy in its slot: a (not back: look at its console, since ")
        .doesNotContain("since 2026-01-01T11:00:00Z), b");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void shouldBlameTheDigestOnlyWhenTheNodeMayHaveGoneDownForIt(boolean approved) {
    // Given
    TestNode degraded =
        staged("a").is(NodeState.DEGRADED).holdingSlotSince(EARLIER, approved).saying("disk full");

    // When
    Plan plan = TestPool.of(degraded, staged("b")).plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.HALTED);
    assertThat(plan.report().digestFailed()).isEqualTo(approved);
  }
}
