package dev.bootc.rollout.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.Pools;
import dev.bootc.rollout.plugin.progress.ProgressLine;
import dev.bootc.rollout.plugin.text.Terminal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a rollout is not taken for a word about the spec that came after it. */
class EarlierRolloutTest {
  private static final Instant NOW = Instant.parse("2026-11-29T03:26:00Z");

  @Test
  void shouldClaimNothingWhenNobodyHasLookedAtTheSpecYet() {
    // Given
    PoolView pool = PoolView.of(completedBefore(1, Pools.OLD, 5, "True", "AllUpdated"));

    // When
    String row = row(pool);

    // Then
    assertThat(row)
        .contains("NotObserved", "?/5", "no operator has looked at the spec as it is now yet")
        .doesNotContain("Completed", "5/5");
    assertThat(ProgressLine.of(pool))
        .isEqualTo("NotObserved: the spec as it is now was not looked at yet");
    assertThat(ProgressLine.bar(pool)).doesNotContain("#");
    assertThat(pool.upToDate()).isFalse();
  }

  @Test
  void shouldSayWhatTheOperatorSaysWhenTheRolloutIsOfAnotherImage() {
    // Given
    PoolView pool = PoolView.of(completedBefore(2, Pools.NEW, 0, "False", "RolloutInProgress"));

    // When
    String row = row(pool);

    // Then
    assertThat(row)
        .contains("RolloutInProgress", " 0/5 ", "0/5 updated; 5 pending")
        .doesNotContain("Completed", "5/5");
    assertThat(ProgressLine.of(pool)).isEqualTo("RolloutInProgress: 0/5 updated; 5 pending");
  }

  @Test
  void shouldNotClaimCompletionWhenTheSpecAsksForMoreNodes() {
    // Given
    PoolView pool = PoolView.of(completedBefore(2, Pools.OLD, 3, "False", "RolloutInProgress"));

    // When
    String row = row(pool);

    // Then
    assertThat(row).contains("RolloutInProgress", " 3/5 ").doesNotContain("Completed", "5/5");
  }

  @Test
  void shouldStayCompletedWhenTheEditAsksForNoRollout() {
    // Given
    PoolView pool = PoolView.of(completedBefore(2, Pools.OLD, 5, "True", "AllUpdated"));

    // When
    String row = row(pool);

    // Then
    assertThat(row).contains("Completed", " 5/5 ");
  }

  @ParameterizedTest
  @CsvSource({"Completed, Completed", "RolledBack, RolledBack", "Cancelled, RolloutInProgress"})
  void shouldStayWhereItEndedWhenNothingButSkippedNodesIsLeft(String ended, String phase) {
    // Given
    PoolView pool = PoolView.of(Pools.ended(ended, Pools.ONE_SKIPPED));

    // When
    String row = row(pool);

    // Then
    assertThat(row).contains(phase, " 4/5 ").contains(phase.equals(ended) ? "why it ended" : "4/5");
  }

  @Test
  void shouldNotClaimCompletionWhenANodeBesidesTheSkippedOneHasLeftTheImage() {
    // Given
    PoolView pool = PoolView.of(Pools.ended("Completed", Pools.ONE_SKIPPED_ONE_TO_DO));

    // When
    String row = row(pool);

    // Then
    assertThat(row).contains("RolloutInProgress", " 3/5 ").doesNotContain("Completed");
  }

  @Test
  void shouldNotClaimThatItIsCancelledWhenTheEditBeginsItAnew() {
    // Given
    PoolView pool = PoolView.of(Pools.ended("Cancelled", "3/5 updated; 2 staged"));

    // When
    String row = row(pool);

    // Then
    assertThat(row)
        .contains("RolloutInProgress", "3/5 updated; 2 staged")
        .doesNotContain("Cancelled", "why it ended", "DrainBlocked");
    assertThat(pool.failed()).isEmpty();
  }

  @Test
  void shouldCountAsTheMessageDoesWhileANodeThatRunsTheImageHoldsItsSlot() {
    // Given
    PoolView pool =
        PoolView.of(Pools.rolling("Rolling", ",\"message\":\"2/10 updated; 1 in flight\""));

    // When
    String row = row(pool);

    // Then
    assertThat(row).contains(" 2/10 ", "2/10 updated; 1 in flight");
  }

  @Test
  void shouldSayThatAllAreUpdatedWhenTheRolloutHasNotSaidItsEndYet() {
    // Given
    PoolView pool =
        PoolView.of(
            Pools.pool(
                "{}",
                """
                {"observedGeneration":2,"targetDigest":"%s","nodeCount":1,"updatedCount":1,
                "conditions":[{"type":"UpToDate","status":"True","reason":"AllUpdated",
                "lastTransitionTime":"2026-11-29T03:00:00Z","message":"1/1 updated; 0 pending"}],
                "rollout":{"phase":"Rolling","digest":"%s","generation":2,
                "message":"0/1 updated; 1 in flight"}}\
                """
                    .formatted(Pools.NEW, Pools.NEW)));

    // When
    String line = ProgressLine.of(pool);

    // Then
    assertThat(line).isEqualTo("AllUpdated: 1/1 updated; 0 pending");
    assertThat(row(pool)).contains(" 1/1 ").doesNotContain("in flight");
  }

  private static String row(PoolView pool) {
    return StatusTable.lines(List.of(pool), NOW, Terminal.NONE).getLast();
  }

  /** Of generation 2; a rollout of generation 1 was completed at the old image. */
  private static BootcNodePool completedBefore(
      int observed, String target, int updated, String upToDate, String reason) {
    return Pools.pool(
        "{}",
        """
        {"observedGeneration":%d,"targetDigest":"%s","nodeCount":5,"updatedCount":%d,
        "conditions":[{"type":"UpToDate","status":"%s","reason":"%s",
        "lastTransitionTime":"2026-11-29T03:00:00Z","message":"%d/5 updated; %d pending"}],
        "rollout":{"phase":"Completed","digest":"%s","generation":1,"message":"5/5 updated"}}
        """
            .formatted(
                observed, target, updated, upToDate, reason, updated, 5 - updated, Pools.OLD));
  }
}
