package dev.bootc.rollout.agent.plan;

import static dev.bootc.rollout.agent.plan.Situation.A;
import static dev.bootc.rollout.agent.plan.Situation.B;
import static dev.bootc.rollout.agent.plan.Situation.BOOT;
import static dev.bootc.rollout.agent.plan.Situation.images;
import static dev.bootc.rollout.agent.plan.Situation.info;
import static dev.bootc.rollout.agent.plan.Situation.locked;
import static dev.bootc.rollout.agent.plan.Situation.staged;
import static dev.bootc.rollout.agent.plan.Situation.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.plan.Report.Phase;
import org.junit.jupiter.api.Test;

/** A staged image waits for its approval: nobody else's reboot shall apply it. */
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
    Situation situation = wanting(B).with(images(A, B)).with(STAGED.withLockTried(true));

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
        new HostImages(info(A), staged(B), null, false, false, false, HostImages.Backend.COMPOSEFS);

    // When
    Decision decision = wanting(B).with(images).with(STAGED).decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
  }
}
