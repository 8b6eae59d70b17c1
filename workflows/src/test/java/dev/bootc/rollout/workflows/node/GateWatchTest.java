package dev.bootc.rollout.workflows.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.DaemonSetGateSpec;
import dev.bootc.rollout.api.GateMark;
import dev.bootc.rollout.api.GateMark.State;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.api.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An updated node keeps its slot until every gate of its pool holds. */
class GateWatchTest {
  private static final Instant START = Instant.parse("2026-11-22T03:00:00Z");
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final String IMAGE = "registry.example/os@" + DIGEST;
  private static final GateSpec NETWORK = gate("network", null);
  private static final GateSpec STORAGE = gate("storage", null);
  private static final UpdateJudgement IN_ORDER = new UpdateJudgement.Updated(true, "runs it");
  private static final GateAnswer YES = new GateAnswer.Passes();
  private static final GateAnswer NO = new GateAnswer.SaysNo("no pod");
  private static final GateAnswer UNKNOWN = new GateAnswer.CannotBeAsked("nobody answers");

  private final Map<String, GateAnswer> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private GateWatch watch = new GateWatch();
  private String bootId = "boot-2";
  private boolean isApproved = true;
  private @Nullable GateMark written;
  private @Nullable String failedInSlot;

  private static GateSpec gate(String name, @Nullable Integer threshold) {
    return new GateSpec(
        name, 60, 10, threshold, new DaemonSetGateSpec(null), null, null, null, null);
  }

  @Test
  void shouldCountAtOnceWhenAllGatesHold() {
    // Given
    answers.put("network", YES);
    answers.put("storage", YES);

    // When
    UpdateJudgement judged = look(0, NETWORK, STORAGE);

    // Then
    assertThat(judged).isEqualTo(IN_ORDER);
    assertThat(asked).containsExactly("network", "storage");
  }

  @Test
  void shouldAskNobodyWhenTheNodeIsNotInOrderYet() {
    // Given
    UpdateJudgement waiting = new UpdateJudgement.Waiting("Node not Ready");

    // When
    UpdateJudgement judged = watch.after(waiting, node(), pool(NETWORK), gate -> YES, START);

    // Then
    assertThat(judged).isEqualTo(waiting);
  }

  @Test
  void shouldNameTheFirstThatDoesNotHoldWhenOneSaysNo() {
    // Given
    answers.put("network", YES);
    answers.put("storage", NO);

    // When
    UpdateJudgement judged = look(0, NETWORK, STORAGE);

    // Then
    assertThat(judged)
        .isEqualTo(
            new UpdateJudgement.Gated(
                new GateMark(START, DIGEST, State.WAITS, "storage", "no pod"),
                Duration.ofSeconds(10),
                "Ready, gate storage: no pod"));
  }

  @Test
  void shouldAskAgainOnlyWhenItsIntervalIsOver() {
    // Given
    answers.put("network", NO);
    look(0, NETWORK);

    // When
    look(9, NETWORK);
    look(10, NETWORK);

    // Then
    assertThat(asked).hasSize(2);
  }

  @Test
  void shouldHaveFailedWhenItSaysNoUntilItsTimeIsOver() {
    // Given
    answers.put("network", NO);
    look(0, NETWORK);
    assertThat(look(59, NETWORK)).isInstanceOf(UpdateJudgement.Gated.class);

    // When
    look(70, NETWORK);
    UpdateJudgement judged = look(70, NETWORK);

    // Then
    assertThat(judged)
        .isEqualTo(
            new UpdateJudgement.Failed(
                Verdict.Outcome.GATE_FAILED, "gate network: no pod (asked since " + START + ")"));
  }

  @Test
  void shouldAskAgainFromTheBeginningWhenSomebodyTookTheFailureAway() {
    // Given
    GateSpec impatient = gate("network", 2);
    answers.put("network", NO);
    look(0, impatient);
    look(10, impatient);
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.FAILED);

    // When
    failedInSlot = DIGEST;
    look(100, impatient);

    // Then
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.WAITS);
    assertThat(written.since()).isEqualTo(START.plusSeconds(100));
    failedInSlot = null;
    assertThat(look(105, impatient)).isInstanceOf(UpdateJudgement.Gated.class);
    look(110, impatient);
    assertThat(look(110, impatient)).isInstanceOf(UpdateJudgement.Failed.class);
  }

  @Test
  void shouldBeAskedAnewWhenSomebodyTookTheFailureAwayBeforeItsIntervalIsOver() {
    // Given
    GateSpec strict = gate("network", 1);
    answers.put("network", NO);
    look(0, strict);
    assertThat(look(1, strict)).isInstanceOf(UpdateJudgement.Failed.class);
    failedInSlot = DIGEST;
    answers.put("network", YES);

    // When
    UpdateJudgement judged = look(2, strict);

    // Then
    assertThat(judged).isEqualTo(IN_ORDER);
  }

  @Test
  void shouldFailByTheNewAnswerWhenItStillSaysNoAfterSomebodyTookTheFailureAway() {
    // Given
    GateSpec strict = gate("network", 1);
    answers.put("network", NO);
    look(0, strict);
    failedInSlot = DIGEST;

    // When
    look(2, strict);

    // Then
    assertThat(asked).hasSize(2);
    assertThat(Objects.requireNonNull(written).since()).isEqualTo(START.plusSeconds(2));
    assertThat(written.text()).contains("asked since " + START.plusSeconds(2));
    failedInSlot = null;
    assertThat(look(3, strict)).isInstanceOf(UpdateJudgement.Failed.class);
    assertThat(asked).hasSize(2);
  }

  @Test
  void shouldCountNoRefusalOfTheAttemptBeforeWhenSomebodyTookTheFailureAway() {
    // Given
    GateSpec impatient = gate("network", 2);
    answers.put("network", NO);
    look(0, impatient);
    look(10, impatient);
    failedInSlot = DIGEST;
    look(11, impatient);
    failedInSlot = null;

    // When
    look(20, impatient);

    // Then
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.WAITS);
    look(21, impatient);
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.FAILED);
  }

  @Test
  void shouldAskNoOftenerThanItsIntervalWhenNobodyCanWriteDownThatItIsWantedAgain() {
    // Given
    answers.put("network", NO);
    look(0, NETWORK);
    failedInSlot = DIGEST;
    look(2, NETWORK);

    // When
    look(3, NETWORK);
    look(4, NETWORK);

    // Then
    assertThat(asked).hasSize(2);
    assertThat(Objects.requireNonNull(written).since()).isEqualTo(START.plusSeconds(2));
  }

  @Test
  void shouldGiveANewAttemptItsWholeTimeWhenTheOneBeforeWaitedForTheGateToo() {
    // Given
    answers.put("network", NO);
    look(0, NETWORK);
    failedInSlot = DIGEST;
    look(50, NETWORK);
    failedInSlot = null;

    // When
    look(70, NETWORK);

    // Then
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.WAITS);
  }

  @Test
  void shouldFailNoNodeThatIsSetBackToWhatItRunsBeforeItIsApproved() {
    // Given
    answers.put("network", NO);
    isApproved = false;
    look(0, NETWORK);

    // When
    UpdateJudgement judged = look(100, NETWORK);

    // Then
    assertThat(judged).isInstanceOf(UpdateJudgement.Gated.class);
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.WAITS);
  }

  @Test
  void shouldGiveNoMoreTimeWhenWhoeverAsksIsReplaced() {
    // Given
    answers.put("network", NO);
    look(0, NETWORK);

    // When
    watch = new GateWatch();
    look(60, NETWORK);

    // Then
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.FAILED);
  }

  @Test
  void shouldGiveNoMoreTimeWhenTwoGatesSayNoByTurns() {
    // Given
    answers.put("network", NO);
    answers.put("storage", NO);
    look(0, NETWORK, STORAGE);
    answers.put("network", YES);
    look(30, NETWORK, STORAGE);

    // When
    look(60, NETWORK, STORAGE);

    // Then
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.FAILED);
    assertThat(Objects.requireNonNull(written).gate()).isEqualTo("storage");
  }

  @Test
  void shouldHaveFailedBeforeItsTimeIsOverWhenItSaysNoSoOftenInARow() {
    // Given
    GateSpec impatient = gate("network", 3);
    answers.put("network", NO);
    look(0, impatient);
    look(10, impatient);
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.WAITS);

    // When
    look(20, impatient);

    // Then
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.FAILED);
  }

  @Test
  void shouldNeitherPassNorFailWhenItCannotBeAsked() {
    // Given
    answers.put("network", UNKNOWN);
    look(0, NETWORK);

    // When
    UpdateJudgement judged = look(86_400, NETWORK);

    // Then
    assertThat(judged)
        .isEqualTo(
            new UpdateJudgement.Gated(
                new GateMark(START, DIGEST, State.ERROR, "network", "nobody answers"),
                Duration.ofSeconds(10),
                "Ready, gate network: nobody answers"));
  }

  @Test
  void shouldBeginItsTimeAnewWhenItCanBeAskedAgain() {
    // Given
    answers.put("network", UNKNOWN);
    look(0, NETWORK);
    answers.put("network", NO);

    // When
    look(600, NETWORK);

    // Then
    assertThat(written)
        .isEqualTo(new GateMark(START.plusSeconds(600), DIGEST, State.WAITS, "network", "no pod"));
  }

  @Test
  void shouldRecoverWhenAFailedGateHoldsAfterAll() {
    // Given
    answers.put("network", NO);
    look(0, NETWORK);
    look(60, NETWORK);
    answers.put("network", YES);

    // When
    UpdateJudgement judged = look(70, NETWORK);

    // Then
    assertThat(judged).isEqualTo(IN_ORDER);
  }

  @Test
  void shouldLetItGoWhenThePoolDropsTheGate() {
    // Given
    answers.put("network", NO);
    look(0, NETWORK);

    // When
    UpdateJudgement judged = look(1);

    // Then
    assertThat(judged).isEqualTo(IN_ORDER);
  }

  @Test
  void shouldCountForNothingWhenTheMarkIsAboutAnotherImage() {
    // Given
    answers.put("network", NO);
    written =
        new GateMark(START.minusSeconds(600), "sha256:" + "b".repeat(64), State.WAITS, "x", "y");

    // When
    look(0, NETWORK);

    // Then
    assertThat(Objects.requireNonNull(written).since()).isEqualTo(START);
  }

  @Test
  void shouldAskAnewWhenTheNodeBootedOnceMore() {
    // Given
    answers.put("network", NO);
    look(0, NETWORK);
    bootId = "boot-3";

    // When
    look(1, NETWORK);

    // Then
    assertThat(asked).hasSize(2);
  }

  @Test
  void shouldAskAnewWhenTheOwnClockIsSetBack() {
    // Given
    answers.put("network", NO);
    look(0, NETWORK);

    // When
    look(-1, NETWORK);

    // Then
    assertThat(asked).hasSize(2);
  }

  @Test
  void shouldAskAnewWhenSomethingElseWasWrongInBetween() {
    // Given
    answers.put("network", NO);
    look(0, NETWORK);
    watch.after(new UpdateJudgement.Waiting("down"), node(), pool(NETWORK), this::ask, START);

    // When
    look(1, NETWORK);

    // Then
    assertThat(asked).hasSize(2);
  }

  @Test
  void shouldAskAnewAtEachLookWhenAllGatesHold() {
    // Given
    answers.put("network", YES);
    look(0, NETWORK);

    // When
    look(1, NETWORK);

    // Then
    assertThat(asked).hasSize(2);
  }

  @Test
  void shouldSayHowLongItIsUntilTheGateIsAskedAgain() {
    // Given
    answers.put("network", NO);
    look(0, NETWORK);

    // When
    UpdateJudgement judged = look(3, NETWORK);

    // Then
    assertThat(judged)
        .isInstanceOfSatisfying(
            UpdateJudgement.Gated.class,
            gated -> assertThat(gated.left()).isEqualTo(Duration.ofSeconds(7)));
  }

  @Test
  void shouldCountOnlyRefusalsOfOneGateInARow() {
    // Given
    GateSpec impatient = gate("network", 3);
    answers.put("network", NO);
    answers.put("storage", NO);
    look(0, impatient, STORAGE);
    look(10, impatient, STORAGE);
    answers.put("network", YES);
    look(20, impatient, STORAGE);
    answers.put("network", NO);

    // When
    look(30, impatient, STORAGE);
    look(40, impatient, STORAGE);

    // Then
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.WAITS);
  }

  @Test
  void shouldNotCountRefusalsOfBeforeItCouldNotBeAsked() {
    // Given
    GateSpec impatient = gate("network", 2);
    answers.put("network", NO);
    look(0, impatient);
    answers.put("network", UNKNOWN);
    look(10, impatient);
    answers.put("network", NO);

    // When
    look(20, impatient);

    // Then
    assertThat(Objects.requireNonNull(written).state()).isEqualTo(State.WAITS);
  }

  @ParameterizedTest
  @CsvSource({"60, true", "61, false"})
  void shouldNotBelieveAMarkWhenItsClockWasFarAhead(long seconds, boolean believed) {
    // Given
    answers.put("network", NO);
    Instant marked = START.plusSeconds(seconds);
    written = new GateMark(marked, DIGEST, State.WAITS, "network", "no pod");

    // When
    look(0, NETWORK);

    // Then
    assertThat(Objects.requireNonNull(written).since()).isEqualTo(believed ? marked : START);
  }

  private UpdateJudgement look(long second, GateSpec... gates) {
    UpdateJudgement judged =
        watch.after(IN_ORDER, node(), pool(gates), this::ask, START.plusSeconds(second));
    if (judged instanceof UpdateJudgement.Gated gated) {
      written = gated.mark();
    }
    return judged;
  }

  private GateAnswer ask(GateSpec gate) {
    asked.add(gate.name());
    return Objects.requireNonNull(answers.get(gate.name()));
  }

  private static PoolWish pool(GateSpec... gates) {
    return new PoolWish(null, false, null, Duration.ZERO, false, false, List.of(gates));
  }

  private SeenNode node() {
    return new SeenNode(
        IMAGE,
        isApproved,
        NodeState.UP_TO_DATE,
        false,
        "",
        DIGEST,
        new SeenNode.Slot(false),
        SeenNode.Approval.NONE,
        null,
        true,
        START,
        SeenNode.Cordon.OURS,
        bootId,
        false,
        failedInSlot,
        written);
  }
}
