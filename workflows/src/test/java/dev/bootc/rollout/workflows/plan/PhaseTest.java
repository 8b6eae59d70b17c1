package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.EARLIER;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.OTHER;
import static dev.bootc.rollout.workflows.plan.TestPool.back;
import static dev.bootc.rollout.workflows.plan.TestPool.failed;
import static dev.bootc.rollout.workflows.plan.TestPool.inFlight;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.Verdict.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the rollout is, who wants it paused, and which starts are settled. */
class PhaseTest {
  private static final Pause BY_FIELD = new Pause("spec.rollout.paused", "", EARLIER);
  private static final Pause BY_SIGNAL = new Pause("signal of ann", "freeze", EARLIER);

  static Stream<Arguments> phases() {
    return Stream.of(
        phase("no node", TestPool.of(), RolloutPhase.COMPLETED),
        phase("all updated", TestPool.of(updated("a"), updated("b")), RolloutPhase.COMPLETED),
        phase(
            "updated, not Ready",
            TestPool.of(updated("a").notReadySince(EARLIER)),
            RolloutPhase.COMPLETED),
        phase(
            "updated after it had failed",
            TestPool.of(updated("a").verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST))),
            RolloutPhase.COMPLETED),
        phase(
            "all updated, paused",
            TestPool.of(updated("a")).pausedByField(BY_FIELD),
            RolloutPhase.COMPLETED),
        phase("updated, slot held", TestPool.of(back("a")), RolloutPhase.ROLLING),
        phase(
            "started, slot not visible",
            TestPool.of(staged("a")).having("a"),
            RolloutPhase.ROLLING),
        phase(
            "updated to another image",
            TestPool.of(updated("a").desiring(OTHER)),
            RolloutPhase.STAGING),
        phase("pending", TestPool.of(staged("a").is(NodeState.PENDING)), RolloutPhase.STAGING),
        phase(
            "staging beside a failure",
            TestPool.of(staged("a").is(NodeState.STAGING), staged("b").is(NodeState.DEGRADED)),
            RolloutPhase.STAGING),
        phase(
            "staging while another is in flight",
            TestPool.of(staged("a").is(NodeState.STAGING), inFlight("b")),
            RolloutPhase.ROLLING),
        phase("about to start", TestPool.of(staged("a")), RolloutPhase.ROLLING),
        phase(
            "waits for the budget",
            TestPool.of(staged("a"), updated("b").cordoned(true)),
            RolloutPhase.ROLLING),
        phase("no slots", TestPool.of(staged("a")).allowing("0"), RolloutPhase.ROLLING),
        phase(
            "only failures left",
            TestPool.of(updated("a"), staged("b").verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST))),
            RolloutPhase.BLOCKED),
        phase(
            "only a degraded node left",
            TestPool.of(updated("a"), staged("b").is(NodeState.DEGRADED)),
            RolloutPhase.BLOCKED),
        phase(
            "only nodes left that are down",
            TestPool.of(
                staged("a").notReadySince(EARLIER),
                staged("b").is(NodeState.PENDING).notReadySince(EARLIER)),
            RolloutPhase.BLOCKED),
        phase(
            "down, but about to be given the target",
            TestPool.of(updated("a").desiring(OTHER).notReadySince(EARLIER)),
            RolloutPhase.STAGING),
        phase(
            "paused while staging",
            TestPool.of(staged("a").is(NodeState.STAGING)).pausedBySignal(BY_SIGNAL),
            RolloutPhase.PAUSED));
  }

  private static Arguments phase(String name, TestPool pool, RolloutPhase phase) {
    return Arguments.of(Named.of(name, pool), phase);
  }

  @ParameterizedTest
  @MethodSource("phases")
  void shouldNameThePhaseWhenThePoolIsInIt(TestPool pool, RolloutPhase expected) {
    // Given // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).as(plan.report().message()).isEqualTo(expected);
    assertThat(pool.decide(NOW).isComplete()).isEqualTo(expected == RolloutPhase.COMPLETED);
  }

  @Test
  void shouldNameTheNodesThatOthersRebootedInVainWhenThePoolIsPaused() {
    // Given
    TestPool pool =
        TestPool.of(staged("a"), staged("b").saying("waits; " + NodeConditions.PASSED_OVER + "; x"))
            .pausedByField(BY_FIELD);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.report().message())
        .contains("1 waits: rebooted by somebody else")
        .contains("or set AppliedByAnyReboot (b)");
  }

  @Test
  void shouldStartNobodyAndLetWhoIsInFlightFinishWhenPaused() {
    // Given
    TestPool pool = TestPool.of(inFlight("a"), staged("b")).allowing("2").pausedBySignal(BY_SIGNAL);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().start()).isEmpty();
    assertThat(plan.orders().adopt()).containsExactly("a");
    assertThat(plan.report().message())
        .isEqualTo(
            "paused by signal of ann since 2026-01-01T11:00:00Z: freeze;"
                + " 0/2 updated; 1 in flight; 1 waits");
    assertThat(plan.report().waiting().getFirst().reason()).startsWith("paused by signal of ann");
  }

  @Test
  void shouldSayThatThePauseHoldsTheNextRolloutWhenAllAreUpdated() {
    // Given
    TestPool pool = TestPool.of(updated("a")).pausedBySignal(BY_SIGNAL);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.phase()).isEqualTo(RolloutPhase.COMPLETED);
    assertThat(plan.report().message())
        .isEqualTo(
            "1/1 updated; the next rollout begins paused"
                + " (paused by signal of ann since 2026-01-01T11:00:00Z: freeze)");
    assertThat(plan.report().pause()).isEqualTo(BY_SIGNAL);
  }

  @Test
  void shouldNameBothAndTheFieldFirstWhenPausedTwice() {
    // Given
    TestPool pool = TestPool.of(staged("a")).pausedByField(BY_FIELD).pausedBySignal(BY_SIGNAL);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.report().pause()).isEqualTo(BY_FIELD);
    assertThat(plan.report().message())
        .startsWith(
            "paused by spec.rollout.paused since 2026-01-01T11:00:00Z"
                + " and paused by signal of ann since 2026-01-01T11:00:00Z: freeze;");
  }

  @Test
  void shouldStageOnWhenPaused() {
    // Given
    TestPool pool = TestPool.of(updated("a").desiring(OTHER)).pausedByField(BY_FIELD);

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().retarget()).isEqualTo(1);
  }

  static Stream<Arguments> starts() {
    return Stream.of(
        start("nothing seen yet", staged("a"), false),
        start("the slot, which a worker that is behind does not see", inFlight("a"), false),
        start("it runs the target, still in its slot", back("a"), false),
        start("it runs the target", updated("a"), true),
        start("it failed", staged("a").verdict(failed(Outcome.DRAIN_TIMED_OUT, DIGEST)), true),
        start(
            "it was updated, and left that again",
            staged("a").verdict(failed(Outcome.ROLLED_BACK_BY_HOST, DIGEST)),
            true),
        start(
            "a failure at an older digest",
            staged("a").verdict(failed(Outcome.NOT_BACK, TestPool.OTHER_DIGEST)),
            false),
        start("it runs an older target", updated("a").desiring(OTHER), false),
        start("it is degraded: a slot may come yet", staged("a").is(NodeState.DEGRADED), false),
        start("it left the pool", staged("b"), true));
  }

  private static Arguments start(String seen, TestNode node, boolean settled) {
    return Arguments.of(Named.of(seen, TestPool.of(node, staged("z")).having("a")), settled);
  }

  @ParameterizedTest
  @MethodSource("starts")
  void shouldSettleAStartWhenItsEndIsSeen(TestPool pool, boolean settled) {
    // Given // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().settled().contains("a")).isEqualTo(settled);
  }

  @Test
  void shouldNameTheSettledInOrderWhenThereAreMany() {
    // Given
    TestPool pool = TestPool.of(updated("c"), updated("a")).having("c", "b", "a", "d");

    // When
    Plan plan = pool.plan();

    // Then
    assertThat(plan.orders().settled()).containsExactly("a", "b", "c", "d");
  }
}
