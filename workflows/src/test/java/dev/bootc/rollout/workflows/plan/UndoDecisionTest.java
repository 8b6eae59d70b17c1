package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.Undone;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UndoDecisionTest {
  private static final String BAD = "sha256:" + "b".repeat(64);
  private static final String GOOD = "sha256:" + "a".repeat(64);
  private static final String BETTER = "sha256:" + "c".repeat(64);
  private static final String TAG = "registry.example.com/os:stable";
  private static final String GOOD_IMAGE = "registry.example.com/os@" + GOOD;
  private static final Instant LATER = NOW.plusSeconds(3600);

  private boolean undoes = true;
  private @Nullable String deployed = GOOD_IMAGE;
  private RolloutStatus said = said(RolloutPhase.HALTED, BAD, 7);

  @Test
  void shouldGoBackToWhatEveryNodeRanWhenTheRolloutIsHalted() {
    // When
    Undone mark = decide(TAG, BAD, null, null, NOW);

    // Then
    assertThat(mark)
        .isEqualTo(new Undone(BAD, TAG, GOOD_IMAGE, NOW.toString(), "halted: a (not back)", null));
  }

  @Test
  void shouldHaltOnlyWhenThePoolDoesNotAskForMore() {
    // Given
    undoes = false;

    // When, Then
    assertThat(decide(TAG, BAD, null, null, NOW)).isNull();
  }

  @Test
  void shouldHaltOnlyWhenNothingIsKnownToGoBackTo() {
    // Given
    deployed = null;

    // When, Then
    assertThat(decide(TAG, BAD, null, null, NOW)).isNull();
    assertThat(UndoDecision.isInVain(true, TAG, null, new ImageDigest(BAD), said)).isTrue();
  }

  @Test
  void shouldHaltOnlyWhenWhatItRanBeforeIsOfAnotherRepository() {
    // Given
    deployed = "old.example.com/os@" + GOOD;

    // When, Then
    assertThat(decide(TAG, BAD, null, null, NOW)).isNull();
  }

  @Test
  void shouldHaltOnlyWhenWhatItRanBeforeIsTheSameOrIsNoImage() {
    // When, Then
    deployed = "registry.example.com/os@" + BAD;
    assertThat(decide(TAG, BAD, null, null, NOW)).isNull();
    deployed = "no image";
    assertThat(decide(TAG, BAD, null, null, NOW)).isNull();
    deployed = TAG;
    assertThat(decide(TAG, BAD, null, null, NOW)).isNull();
  }

  @Test
  void shouldBeAskedForInVainOnlyWhenItIsHaltedAndHasNothingToGoBackTo() {
    // Given
    ImageDigest bad = new ImageDigest(BAD);
    RolloutStatus rolling = said(RolloutPhase.ROLLING, BAD, 7);

    // When, Then
    assertThat(UndoDecision.isInVain(false, TAG, null, bad, said)).isFalse();
    assertThat(UndoDecision.isInVain(true, TAG, null, bad, rolling)).isFalse();
    assertThat(UndoDecision.isInVain(true, TAG, null, new ImageDigest(BETTER), said)).isFalse();
    assertThat(UndoDecision.isInVain(true, TAG, GOOD_IMAGE, bad, said)).isFalse();
  }

  @Test
  void shouldWaitForTheRunWhenItHasNotHeardOfTheLatestEdit() {
    // Given
    said = said(RolloutPhase.HALTED, BAD, 6);

    // When, Then
    assertThat(decide(TAG, BAD, null, null, NOW)).isNull();
  }

  @Test
  void shouldStandWhateverTheRolloutSaysWhenNobodyLiftsIt() {
    // Given
    Undone mark = decide(TAG, BAD, null, null, NOW);
    said = said(RolloutPhase.ROLLED_BACK, GOOD, 9);
    undoes = false;

    // When, Then
    assertThat(decide(TAG, BAD, null, mark, LATER)).isEqualTo(mark);
  }

  @Test
  void shouldBeginAnewWhenAPersonSaysSo() {
    // Given
    Undone mark = decide(TAG, BAD, "before", null, NOW);
    said = said(RolloutPhase.ROLLED_BACK, GOOD, 7);

    // When, Then
    assertThat(decide(TAG, BAD, "before", mark, LATER)).isEqualTo(mark);
    assertThat(decide(TAG, BAD, null, mark, LATER)).isEqualTo(mark);
    assertThat(decide(TAG, BAD, "after", mark, LATER)).isNull();
  }

  @Test
  void shouldBeForgottenWhenAPersonAsksForAnotherImage() {
    // Given
    Undone mark = decide(TAG, BAD, null, null, NOW);
    said = said(RolloutPhase.ROLLED_BACK, GOOD, 7);

    // When, Then
    assertThat(decide("registry.example.com/os:next", BAD, null, mark, LATER)).isNull();
  }

  @Test
  void shouldSleepWhenTheTagMovesOnAndGoToTheNewestGoodWhenItMovesBack() {
    // Given
    Undone mark = decide(TAG, BAD, null, null, NOW);
    said = said(RolloutPhase.COMPLETED, BETTER, 7);

    // When
    Undone asleep = decide(TAG, BETTER, null, mark, LATER);
    deployed = "registry.example.com/os@" + BETTER;
    Undone awake = decide(TAG, BAD, null, asleep, LATER);

    // Then
    assertThat(asleep).isNotNull();
    assertThat(asleep.instead()).isEmpty();
    assertThat(awake).isNotNull();
    assertThat(awake.to()).isEqualTo(deployed);
    assertThat(awake.since()).isEqualTo(NOW.toString());
  }

  private @Nullable Undone decide(
      String ref, String asked, @Nullable String word, @Nullable Undone before, Instant now) {
    return new UndoDecision(ref, new ImageDigest(asked), 7, undoes, word, deployed, said, before)
        .mark(now);
  }

  private static RolloutStatus said(RolloutPhase phase, String digest, long generation) {
    return new RolloutStatus(
        phase.text(),
        digest,
        generation,
        null,
        null,
        null,
        "halted: a (not back)",
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        phase == RolloutPhase.HALTED ? Boolean.TRUE : null,
        null);
  }
}
