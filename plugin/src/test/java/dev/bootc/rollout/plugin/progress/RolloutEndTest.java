package dev.bootc.rollout.plugin.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.plugin.Pools;
import dev.bootc.rollout.plugin.exit.ExitCode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RolloutEndTest {
  private static final Set<RolloutPhase> NONE = EnumSet.noneOf(RolloutPhase.class);

  @ParameterizedTest
  @CsvSource({
    "COMPLETED, OK",
    "HALTED, HALTED",
    "BLOCKED, BLOCKED",
    "ROLLED_BACK, ROLLED_BACK",
    "CANCELLED, CANCELLED",
    "PAUSED, PAUSED",
    "WAITING_FOR_APPROVAL, WAITING_FOR_APPROVAL"
  })
  void shouldEndWithItsCodeWhenThereIsNothingToWaitFor(RolloutPhase phase, ExitCode code) {
    // Given
    BootcNodePool pool = Pools.rolling(phase.text(), "");

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE);

    // Then
    assertThat(end).contains(code);
  }

  @ParameterizedTest
  @EnumSource(
      value = RolloutPhase.class,
      names = {"STAGING", "ROLLING", "SUPERSEDED"})
  void shouldGoOnWaitingWhenTheRolloutGoesOn(RolloutPhase phase) {
    // Given
    BootcNodePool pool = Pools.rolling(phase.text(), "");

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE);

    // Then
    assertThat(end).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = RolloutPhase.class, mode = Mode.EXCLUDE, names = "COMPLETED")
  void shouldGoOnWaitingThroughThePhasesThatSomebodyWillMend(RolloutPhase phase) {
    // Given
    BootcNodePool pool = Pools.rolling(phase.text(), "");

    // When
    Optional<ExitCode> end =
        RolloutEnd.of(pool, RolloutPhase.COMPLETED, EnumSet.allOf(RolloutPhase.class));

    // Then
    assertThat(end).isEmpty();
  }

  @Test
  void shouldBelieveNothingThatIsSaidOfAnEarlierSpec() {
    // Given
    BootcNodePool before =
        Pools.pool(
            "{}",
            """
            {"observedGeneration":1,"conditions":[{"type":"UpToDate","status":"True",
            "reason":"AllUpdated","lastTransitionTime":"2026-11-29T03:00:00Z","message":""}],
            "rollout":{"phase":"Completed","generation":1}}
            """);

    // When
    Optional<ExitCode> end = RolloutEnd.of(before, RolloutPhase.COMPLETED, NONE);

    // Then
    assertThat(end).isEmpty();
  }

  @Test
  void shouldNotTakeThePhaseOfAnEarlierRolloutWhenTheOperatorHasSeenTheSpecAlready() {
    // Given
    BootcNodePool cancelledBefore =
        Pools.pool(
            "{}",
            "{\"observedGeneration\":2,\"rollout\":{\"phase\":\"Cancelled\",\"generation\":1}}");

    // When
    Optional<ExitCode> end = RolloutEnd.of(cancelledBefore, RolloutPhase.COMPLETED, NONE);

    // Then
    assertThat(end).isEmpty();
  }

  @Test
  void shouldBeCompletedWithoutARolloutWhenEveryNodeRunsTheImageAnyway() {
    // Given
    BootcNodePool pool =
        Pools.pool(
            "{}",
            """
            {"observedGeneration":2,"conditions":[{"type":"UpToDate","status":"True",
            "reason":"AllUpdated","lastTransitionTime":"2026-11-29T03:00:00Z","message":""}]}
            """);

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE);

    // Then
    assertThat(end).contains(ExitCode.OK);
    assertThat(RolloutEnd.of(pool, RolloutPhase.PAUSED, NONE)).contains(ExitCode.COMPLETED);
  }

  @Test
  void shouldTellThatTheSpecIsRefused() {
    // Given
    BootcNodePool pool =
        Pools.pool(
            "{}",
            """
            {"observedGeneration":2,"conditions":[{"type":"Degraded","status":"True",
            "reason":"InvalidSpec","lastTransitionTime":"2026-11-29T03:00:00Z","message":""}]}
            """);

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE);

    // Then
    assertThat(end).contains(ExitCode.INVALID_SPEC);
  }

  @Test
  void shouldWaitForTheWayBackWhenThePoolUndoesAHaltedRollout() {
    // Given
    BootcNodePool pool =
        Pools.pool(
            "{\"onFailure\":\"Rollback\"}",
            """
            {"observedGeneration":2,"deployedImage":"registry.example.com/os/node@%s",
            "rollout":{"phase":"Halted","generation":2}}
            """
                .formatted(Pools.OLD));

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE);

    // Then
    assertThat(end).isEmpty();
  }

  @Test
  void shouldEndWhenThePhaseIsReachedThatWasWaitedFor() {
    // Given
    BootcNodePool pool = Pools.rolling("WaitingForApproval", "");

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.WAITING_FOR_APPROVAL, NONE);

    // Then
    assertThat(end).contains(ExitCode.OK);
  }
}
