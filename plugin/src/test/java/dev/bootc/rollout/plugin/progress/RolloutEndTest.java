package dev.bootc.rollout.plugin.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.plugin.Pools;
import dev.bootc.rollout.plugin.exit.ExitCode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutEndTest {
  private static final Instant NOW = Instant.parse("2026-11-29T03:26:00Z");
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
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE, NOW);

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
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE, NOW);

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
        RolloutEnd.of(pool, RolloutPhase.COMPLETED, EnumSet.allOf(RolloutPhase.class), NOW);

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
    Optional<ExitCode> end = RolloutEnd.of(before, RolloutPhase.COMPLETED, NONE, NOW);

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
    Optional<ExitCode> end = RolloutEnd.of(cancelledBefore, RolloutPhase.COMPLETED, NONE, NOW);

    // Then
    assertThat(end).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Completed, OK",
    "RolledBack, ROLLED_BACK",
    // Whoever skips the rest of a cancelled one leaves nothing to begin anew.
    "Cancelled, OK",
    // Its end is yet to be written.
    "Rolling, ''"
  })
  void shouldEndWhenNothingButSkippedNodesIsLeftForTheSpecAsItIs(String ended, String code) {
    // Given
    BootcNodePool pool = Pools.ended(ended, Pools.ONE_SKIPPED);

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE, NOW);

    // Then
    assertThat(end)
        .isEqualTo(code.isEmpty() ? Optional.empty() : Optional.of(ExitCode.valueOf(code)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Completed", "RolledBack", "Cancelled"})
  void shouldGoOnWaitingWhenANodeBesidesTheSkippedOneHasLeftTheImage(String ended) {
    // Given
    BootcNodePool pool = Pools.ended(ended, Pools.ONE_SKIPPED_ONE_TO_DO);

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE, NOW);

    // Then
    assertThat(end).isEmpty();
  }

  @Test
  void shouldGoOnWaitingWhenARolloutOfAnotherImageStoodStill() {
    // Given
    BootcNodePool movedTag =
        Pools.pool(
            "{}",
            """
            {"observedGeneration":2,"targetDigest":"%s",
            "rollout":{"phase":"Halted","generation":2,"digest":"%s"}}
            """
                .formatted(Pools.NEW, Pools.OLD));

    // When
    Optional<ExitCode> end = RolloutEnd.of(movedTag, RolloutPhase.COMPLETED, NONE, NOW);

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
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE, NOW);

    // Then
    assertThat(end).contains(ExitCode.OK);
    assertThat(RolloutEnd.of(pool, RolloutPhase.PAUSED, NONE, NOW)).contains(ExitCode.COMPLETED);
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
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE, NOW);

    // Then
    assertThat(end).contains(ExitCode.INVALID_SPEC);
  }

  @ParameterizedTest
  @CsvSource({
    "1, true, '', ''",
    // Nothing is known to go back to.
    "2, true, '', HALTED",
    // They are down for another reason than this image.
    "1, false, '', HALTED",
    // A mark of before that somebody has lifted is in nobody's way.
    "1, true, lifted, ''"
  })
  void shouldWaitForTheWayBackOnlyWhereThePoolGoesBackByItself(
      int deployed, boolean digestFailed, String mark, String code) {
    // Given
    String undone =
        mark.isEmpty()
            ? ""
            : """
            "undone":{"digest":"%1$s","ref":"registry.example.com/os/node@%1$s",
            "since":"2026-11-29T03:00:00Z","why":"w","told":"x","spent":"x"},
            """
                .formatted(Pools.NEW);
    BootcNodePool pool =
        Pools.pool(
            "{\"onFailure\":\"Rollback\"}",
            """
            {"observedGeneration":2,"targetDigest":"%1$s",%4$s
            "deployedImage":"registry.example.com/os/node@%2$s",
            "rollout":{"phase":"Halted","generation":2,"digest":"%1$s","digestFailed":%3$s}}
            """
                .formatted(Pools.NEW, deployed == 1 ? Pools.OLD : Pools.NEW, digestFailed, undone));

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE, NOW);

    // Then
    assertThat(end)
        .isEqualTo(code.isEmpty() ? Optional.empty() : Optional.of(ExitCode.valueOf(code)));
  }

  @ParameterizedTest
  @CsvSource({
    "WaitingForApproval, BootcNodePool/workers, WAITING_FOR_APPROVAL",
    "StepTooLarge, BootcNodePool/workers, INVALID_SPEC",
    "Budget, BootcNodePool/workers, BLOCKED",
    "Budget, Node/worker-3, ''",
    "ClusterCap, BootcNodePool/workers, BLOCKED",
    "WaitingForWindow, BootcNodePool/workers, ''",
    "Soaking, BootcNodePool/workers, ''"
  })
  void shouldEndWhenOnlyAPersonEndsWhatThePhaseCallsRolling(
      String kind, String object, String code) {
    // Given
    BootcNodePool pool =
        Pools.rolling(
            "Rolling",
            """
            ,"blockedBy":[{"kind":"%s","object":"%s","message":"m","nextAction":"n",
            "nodeCount":0}]
            """
                .formatted(kind, object));

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE, NOW);

    // Then
    assertThat(end)
        .isEqualTo(code.isEmpty() ? Optional.empty() : Optional.of(ExitCode.valueOf(code)));
  }

  @ParameterizedTest
  @CsvSource({"2026-11-29T03:25:30Z, ''", "2026-11-29T03:25:00Z, BLOCKED"})
  void shouldGiveARegistryAMinuteToSayWhatATagMeans(String since, String code) {
    // Given
    BootcNodePool pool =
        Pools.pool(
            "{}",
            """
            {"observedGeneration":2,"blockedBy":[{"kind":"TagNotResolved",
            "object":"BootcNodePool/workers","since":"%s","message":"m","nextAction":"n",
            "nodeCount":0}]}
            """
                .formatted(since));

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE, NOW);

    // Then
    assertThat(end)
        .isEqualTo(code.isEmpty() ? Optional.empty() : Optional.of(ExitCode.valueOf(code)));
  }

  @Test
  void shouldNotCallAPoolUpdatedThatHasNoNodes() {
    // Given
    BootcNodePool pool =
        Pools.pool(
            "{}",
            """
            {"observedGeneration":2,"nodeCount":0,"conditions":[{"type":"UpToDate","status":"True",
            "reason":"AllUpdated","lastTransitionTime":"2026-11-29T03:00:00Z","message":""}]}
            """);

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.COMPLETED, NONE, NOW);

    // Then
    assertThat(end).contains(ExitCode.NO_NODES);
  }

  @Test
  void shouldEndWhenThePhaseIsReachedThatWasWaitedFor() {
    // Given
    BootcNodePool pool = Pools.rolling("WaitingForApproval", "");

    // When
    Optional<ExitCode> end = RolloutEnd.of(pool, RolloutPhase.WAITING_FOR_APPROVAL, NONE, NOW);

    // Then
    assertThat(end).contains(ExitCode.OK);
  }
}
