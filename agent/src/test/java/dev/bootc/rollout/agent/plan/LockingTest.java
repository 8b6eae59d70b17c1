package dev.bootc.rollout.agent.plan;

import static dev.bootc.rollout.agent.plan.Situation.A;
import static dev.bootc.rollout.agent.plan.Situation.B;
import static dev.bootc.rollout.agent.plan.Situation.BOOT;
import static dev.bootc.rollout.agent.plan.Situation.EARLIER_BOOT;
import static dev.bootc.rollout.agent.plan.Situation.NOW;
import static dev.bootc.rollout.agent.plan.Situation.images;
import static dev.bootc.rollout.agent.plan.Situation.info;
import static dev.bootc.rollout.agent.plan.Situation.locked;
import static dev.bootc.rollout.agent.plan.Situation.staged;
import static dev.bootc.rollout.agent.plan.Situation.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.plan.Report.Phase;
import dev.bootc.rollout.api.NodeConditions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A staged image waits for its approval: what a reboot of somebody else's does is the pool's to
 * say.
 */
class LockingTest {
  private static final Memory STAGED = Memory.EMPTY.withStaged(B, BOOT);

  @Test
  void shouldLockWhatItStagedWhenTheRebootIsNotApproved() {
    // Given
    Situation situation = wanting(B).with(images(A, B)).with(STAGED);

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Lock(B));
  }

  @Test
  void shouldAskOnlyOnceWhenTheHostCannotLock() {
    // Given
    Situation situation = wanting(B).with(images(A, B)).with(STAGED.withLockTried());

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    UpdatePlannerTest.assertHealthy(decision, Phase.STAGED);
    assertThat(decision.report().orElseThrow().message()).contains("any reboot applies it");
  }

  @Test
  void shouldSaySoAndWaitWhenItIsLocked() {
    // Given
    Situation situation = wanting(B).with(locked(A, B)).with(STAGED);

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(decision.report().orElseThrow().message()).contains("it is locked");
  }

  @Test
  void shouldNotLockWhenTheRebootIsApproved() {
    // Given
    Situation situation = wanting(B).approved().with(images(A, B)).with(STAGED);

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Reboot(B));
  }

  @Test
  void shouldNotLockWhatSomebodyElseStaged() {
    // Given
    Situation situation = wanting(B).with(images(A, B));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
  }

  @Test
  void shouldNotLockWhenTheHostKeepsItsImagesInComposefs() {
    // Given
    HostImages images =
        new HostImages(
            info(A),
            staged(B),
            null,
            false,
            false,
            false,
            HostImages.Backend.COMPOSEFS,
            HostImages.Verification.NOT_ENFORCED);

    // When
    Decision decision = wanting(B).with(images).with(STAGED).decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
  }

  @Test
  void shouldLeaveItUnlockedWhenAnyRebootMayApplyIt() {
    // Given
    Situation situation = wanting(B).appliedByAnyReboot().with(images(A, B)).with(STAGED);

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    UpdatePlannerTest.assertHealthy(decision, Phase.STAGED);
    assertThat(message(decision)).contains("any reboot applies it, as the pool's");
  }

  @Test
  void shouldStageWithoutALockWhenAnyRebootMayApplyIt() {
    // Given
    Situation situation = wanting(B).appliedByAnyReboot();

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, false, false));
  }

  @Test
  void shouldUnlockWhatWasLockedWhenThePoolChangesItsMind() {
    // Given
    Situation situation = wanting(B).appliedByAnyReboot().with(locked(A, B)).with(STAGED);

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Unlock(B));
  }

  @Test
  void shouldSayWhyAndTryAgainLaterWhenTheHostDoesNotUnlockIt() {
    // Given
    Memory.Failure failure = new Memory.Failure(B, 1, NOW.plusSeconds(10), "cannot be unlocked");
    Situation situation =
        wanting(B).appliedByAnyReboot().with(locked(A, B)).with(STAGED.withFailure(failure));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plusSeconds(10)));
    assertThat(decision.report().orElseThrow().error()).contains("cannot be unlocked");
  }

  @Test
  void shouldLockAgainWhenThePoolChangesItsMindBack() {
    // Given
    Situation situation = wanting(B).with(images(A, B)).with(STAGED.withUnlocked());

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Lock(B));
  }

  @Test
  void shouldRememberWhenSomebodyElsesRebootDidNotApplyIt() {
    // Given
    Situation situation = wanting(B).with(Memory.EMPTY.withStaged(B, EARLIER_BOOT));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.NotePassedOver());
    Memory after = new Action.NotePassedOver().after(situation.memory());
    assertThat(situation.with(after).decide().action()).isEqualTo(new Action.Stage(B, true, false));
  }

  @Test
  void shouldSayHowToGoOnWhenSomebodyElsesRebootDidNotApplyIt() {
    // Given
    Memory passedOver =
        new Action.NotePassedOver()
            .after(Memory.EMPTY.withStaged(B, EARLIER_BOOT))
            .withStaged(B, BOOT);

    // When
    Decision decision = wanting(B).with(locked(A, B)).with(passedOver).decide();

    // Then
    UpdatePlannerTest.assertHealthy(decision, Phase.STAGED);
    assertThat(message(decision))
        .contains(NodeConditions.PASSED_OVER)
        .contains("disruption.stagedImage to AppliedByAnyReboot");
  }

  @Test
  void shouldBlameNobodyElseWhenItWasItsOwnRebootThatDidNotLeadIntoTheImage() {
    // Given
    Memory memory =
        Memory.EMPTY
            .withStaged(B, EARLIER_BOOT)
            .withReboot(Situation.attempt(B, EARLIER_BOOT, Duration.ofMinutes(5), true));

    // When
    Decision decision = wanting(B).with(memory).decide();
    Memory after = new Action.ForgetReboot(BOOT).after(memory);

    // Then
    assertThat(decision.action()).isEqualTo(new Action.ForgetReboot(BOOT));
    assertThat(wanting(B).with(after).decide().action())
        .isEqualTo(new Action.Stage(B, true, false));
  }

  private static String message(Decision decision) {
    return decision.report().orElseThrow().message();
  }
}
