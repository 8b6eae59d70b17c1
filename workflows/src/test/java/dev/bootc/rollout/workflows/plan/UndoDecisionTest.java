package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.UndoWord;
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
  private @Nullable String earlier;
  private @Nullable UndoWord told;
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

  @Test
  void shouldGoBackAndSayWhoWhenAPersonCallsTheImageBadThoughNothingFailed() {
    // Given
    undoes = false;
    said = said(RolloutPhase.ROLLING, BAD, 6);
    told = new UndoWord(BAD, "wrong colours", "kubectl-annotate");

    // When
    Undone mark = decide(TAG, BAD, null, null, NOW);

    // Then
    assertThat(mark).isNotNull();
    assertThat(mark.to()).isEqualTo(GOOD_IMAGE);
    assertThat(mark.why()).isEqualTo("wrong colours, by kubectl-annotate");
    assertThat(Undo.of(mark).text("workers"))
        .startsWith("undoes bbbbbbbbbbbb, which a person has undone (wrong colours, by kubectl-")
        .contains("bootc.dev/try-again");
  }

  @Test
  void shouldDoNothingWhenTheWordIsAboutAnotherImage() {
    // Given
    said = said(RolloutPhase.ROLLING, BAD, 7);
    told = new UndoWord(BETTER, "wrong colours", "kubectl-annotate");

    // When, Then
    assertThat(decide(TAG, BAD, null, null, NOW)).isNull();
  }

  @Test
  void shouldGoBackToTheOneBeforeWhenTheImageIsDeployedAlready() {
    // Given
    said = said(RolloutPhase.COMPLETED, BAD, 7);
    told = new UndoWord(BAD, "", "ann");
    deployed = "registry.example.com/os@" + BAD;
    earlier = GOOD_IMAGE;

    // When
    Undone mark = decide(TAG, BAD, null, null, NOW);

    // Then
    assertThat(mark).isNotNull();
    assertThat(mark.to()).isEqualTo(GOOD_IMAGE);
    assertThat(mark.why()).isEqualTo("by ann");
  }

  @Test
  void shouldStayWhereItIsAfterAFailureWhenTheImageIsDeployedAlready() {
    // Given
    deployed = "registry.example.com/os@" + BAD;
    earlier = GOOD_IMAGE;

    // When, Then
    assertThat(decide(TAG, BAD, null, null, NOW)).isNull();
  }

  @Test
  void shouldSayThatItIsInVainWhenAPersonCallsTheImageBadAndNothingIsKnownToGoBackTo() {
    // Given
    deployed = "registry.example.com/os@" + BAD;
    told = new UndoWord(BAD, "", "ann");

    // When
    UndoDecision decision = decision(TAG, BAD, null, null);

    // Then
    assertThat(decision.mark(NOW)).isNull();
    assertThat(decision.isToldInVain()).isTrue();
  }

  @Test
  void shouldHearAWordOnceWhenTheImageIsAskedForAfterAll() {
    // Given
    undoes = false;
    told = new UndoWord(BAD, "wrong colours", "ann");
    Undone mark = decide(TAG, BAD, "one", null, NOW);

    // When
    Undone lifted = decide(TAG, BAD, "two", mark, LATER);

    // Then
    assertThat(lifted).isNotNull();
    assertThat(lifted.stands(TAG, "two")).isFalse();
    assertThat(decide(TAG, BAD, "two", lifted, LATER)).isEqualTo(lifted);
    assertThat(decide("registry.example.com/os:next", BAD, "two", mark, LATER)).isEqualTo(lifted);
    told = new UndoWord(BAD, "still wrong", "ann");
    assertThat(decide(TAG, BAD, "two", lifted, LATER)).extracting("to").isEqualTo(GOOD_IMAGE);
    told = null;
    assertThat(decide(TAG, BAD, "two", lifted, LATER)).isNull();
  }

  @Test
  void shouldCountAsHeardWhenAPersonSaysMoreOfWhatIsUndone() {
    // Given
    undoes = false;
    told = new UndoWord(BAD, "wrong colours", "ann");
    Undone mark = decide(TAG, BAD, "one", null, NOW);
    told = new UndoWord(BAD, "and slow", "ben");

    // When
    Undone after = decide(TAG, BAD, "one", mark, LATER);

    // Then
    assertThat(after).isNotNull();
    assertThat(after.stands(TAG, "one")).isTrue();
    assertThat(after.why()).isEqualTo("wrong colours, by ann");
    assertThat(decide(TAG, BAD, "two", after, LATER)).matches(lifted -> lifted.to() == null);
  }

  @Test
  void shouldNotBringAHeardWordBackToLifeWhenTheImageFailsLater() {
    // Given
    told = new UndoWord(BAD, "wrong colours", "ann");
    Undone lifted = decide(TAG, BAD, "two", decide(TAG, BAD, "one", null, NOW), LATER);
    Undone failed = decide(TAG, BAD, "two", lifted, LATER);
    assertThat(failed).isNotNull();
    said = said(RolloutPhase.ROLLED_BACK, GOOD, 7);

    // When
    Undone again = decide(TAG, BAD, "three", failed, LATER);

    // Then
    assertThat(failed.told()).isNull();
    assertThat(again).isNotNull();
    assertThat(again.to()).isNull();
  }

  @Test
  void shouldForgetWhatWasUndoneWhenItCountsWhatWasDeployedBefore() {
    // When, Then
    assertThat(UndoDecision.earlier("c", "b", "a", false)).isEqualTo("b");
    assertThat(UndoDecision.earlier("b", "b", "a", false)).isEqualTo("a");
    assertThat(UndoDecision.earlier("a", "b", "a", true)).isNull();
  }

  private @Nullable Undone decide(
      String ref, String asked, @Nullable String word, @Nullable Undone before, Instant now) {
    return decision(ref, asked, word, before).mark(now);
  }

  private UndoDecision decision(
      String ref, String asked, @Nullable String word, @Nullable Undone before) {
    return new UndoDecision(
        ref, new ImageDigest(asked), 7, undoes, word, deployed, said, before, earlier, told);
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
