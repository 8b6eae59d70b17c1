package dev.bootc.rollout.agent.plan;

import static dev.bootc.rollout.agent.plan.Situation.A;
import static dev.bootc.rollout.agent.plan.Situation.B;
import static dev.bootc.rollout.agent.plan.Situation.BOOT;
import static dev.bootc.rollout.agent.plan.Situation.C;
import static dev.bootc.rollout.agent.plan.Situation.EARLIER_BOOT;
import static dev.bootc.rollout.agent.plan.Situation.LIMITS;
import static dev.bootc.rollout.agent.plan.Situation.NOW;
import static dev.bootc.rollout.agent.plan.Situation.begun;
import static dev.bootc.rollout.agent.plan.Situation.images;
import static dev.bootc.rollout.agent.plan.Situation.info;
import static dev.bootc.rollout.agent.plan.Situation.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.bootc.HostImages.Backend;
import dev.bootc.rollout.agent.plan.Report.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForeignChangesTest {
  private static final Surroundings TIMER =
      new Surroundings(List.of("bootc-fetch-apply-updates.timer"), Optional.empty());

  @Test
  void shouldNotStageWhenAnotherUpdaterIsActive() {
    // Given
    Situation situation = wanting(B).with(TIMER);

    // When
    Decision decision = situation.decide();

    // Then
    assertBlocked(decision, Phase.IDLE);
    assertThat(error(decision))
        .startsWith("stage failed: ")
        .contains("systemctl mask --now bootc-fetch-apply-updates.timer");
  }

  @Test
  void shouldCallItAnErrorWhenAnotherUpdaterMayRebootIntoWhatIsNotApproved() {
    // Given
    Situation situation = wanting(B).with(images(A, B)).with(TIMER);

    // When
    Decision decision = situation.decide();

    // Then
    assertBlocked(decision, Phase.STAGED);
    assertThat(error(decision)).contains("systemctl mask");
  }

  @Test
  void shouldRebootAllTheSameWhenItIsApproved() {
    // Given
    Situation situation = wanting(B).approved().with(images(A, B)).with(TIMER);

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Reboot(B));
  }

  @Test
  void shouldNotStageOverWhatBootcDoesNotName() {
    // Given
    Situation situation = wanting(B).with(besideSomethingUnnamed());

    // When
    Decision decision = situation.decide();

    // Then
    assertBlocked(decision, Phase.IDLE);
    assertThat(error(decision)).contains("does not name").contains("rpm-ostree cleanup -p");
  }

  @Test
  void shouldNotRebootIntoWhatBootcDoesNotNameWhenTheTargetIsApproved() {
    // Given
    Situation situation = wanting(B).approved().with(besideSomethingUnnamed());

    // When
    Decision decision = situation.decide();

    // Then
    assertBlocked(decision, Phase.IDLE);
  }

  @Test
  void shouldMentionWhatBootcDoesNotNameWhenTheTargetRuns() {
    // Given
    Situation situation = wanting(A).with(besideSomethingUnnamed());

    // When
    Decision decision = situation.decide();

    // Then
    UpdatePlannerTest.assertHealthy(decision, Phase.IDLE);
    assertThat(message(decision)).contains("does not name, and any reboot applies it");
  }

  private static HostImages besideSomethingUnnamed() {
    HostImages.Verification none = HostImages.Verification.NOT_ENFORCED;
    return new HostImages(
        info(A),
        new HostImages.Staged(null, false, null, false, none),
        null,
        false,
        false,
        false,
        Backend.OSTREE,
        none);
  }

  @Test
  void shouldOnlyMentionTheUpdaterWhenTheTargetRuns() {
    // Given
    Situation situation = wanting(A).with(TIMER);

    // When
    Decision decision = situation.decide();

    // Then
    UpdatePlannerTest.assertHealthy(decision, Phase.IDLE);
    assertThat(message(decision)).contains("systemctl mask --now bootc-fetch-apply-updates.timer");
  }

  @Test
  void shouldNotStageAgainWhenSomebodyReplacedTheStagedImage() {
    // Given
    Situation situation = wanting(B).with(images(A, C)).with(Memory.EMPTY.withStaged(B, BOOT));

    // When
    Decision decision = situation.decide();

    // Then
    assertBlocked(decision, Phase.IDLE);
    assertThat(error(decision))
        .startsWith("stage failed: somebody staged another image")
        .contains("bootc switch " + B, "ask for " + C);
  }

  @Test
  void shouldNotStageAgainWhenSomebodyDiscardedTheStagedImage() {
    // Given
    Situation situation = wanting(B).with(Memory.EMPTY.withStaged(B, BOOT));

    // When
    Decision decision = situation.decide();

    // Then
    assertBlocked(decision, Phase.IDLE);
    assertThat(error(decision)).contains("discarded").contains("bootc switch " + B);
  }

  @Test
  void shouldRememberThatAndBlameNobodyWhenARebootDiscardedTheStagedImage() {
    // Given
    Situation situation = wanting(B).with(Memory.EMPTY.withStaged(B, EARLIER_BOOT));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.NotePassedOver());
  }

  @Test
  void shouldStageAgainWhenItWasTheAgentItselfThatTriedAnotherImageSince() {
    // Given
    Memory memory =
        Memory.EMPTY
            .withStaged(B, BOOT)
            .withStaging(begun(C, Duration.ofMinutes(1)))
            .withStaging(null);

    // When
    Decision decision = wanting(B).with(images(A, C)).with(memory).decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, false));
  }

  @Test
  void shouldNotTakeARollbackBackWhenSomebodyQueuedOne() {
    // Given
    Situation situation = wanting(B).with(withQueuedRollback(Backend.OSTREE));

    // When
    Decision decision = situation.decide();

    // Then
    assertBlocked(decision, Phase.IDLE);
    assertThat(error(decision)).contains("take it back with \"bootc rollback\"").contains(C);
  }

  @Test
  void shouldNotBelieveInARollbackWhenTheHostIsOneThatReportsItWrongly() {
    // Given
    Situation situation = wanting(B).with(withQueuedRollback(Backend.COMPOSEFS));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, false));
  }

  @Test
  void shouldMentionTheWishToRebootWhenNothingIsStaged() {
    // Given
    Situation situation =
        wanting(A).with(new Surroundings(List.of(), Optional.of("bootc: Reboot required")));

    // When
    Decision decision = situation.decide();

    // Then
    UpdatePlannerTest.assertHealthy(decision, Phase.IDLE);
    assertThat(message(decision)).contains("/run/reboot-required").contains("kured");
  }

  @Test
  void shouldNotStageWhenTheHostWasNotBootedFromAnImage() {
    // Given
    HostImages none =
        new HostImages(
            null,
            null,
            null,
            false,
            false,
            false,
            Backend.OSTREE,
            HostImages.Verification.NOT_ENFORCED);

    // When
    Decision decision = wanting(B).with(none).decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(error(decision)).contains("not booted from a container image");
  }

  private static HostImages withQueuedRollback(Backend backend) {
    return new HostImages(
        info(A), null, info(C), true, false, false, backend, HostImages.Verification.NOT_ENFORCED);
  }

  private static void assertBlocked(Decision decision, Phase phase) {
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plus(LIMITS.busyPoll())));
    assertThat(decision.report().orElseThrow().phase()).isEqualTo(phase);
  }

  private static String error(Decision decision) {
    return decision.report().orElseThrow().error().orElseThrow();
  }

  private static String message(Decision decision) {
    return decision.report().orElseThrow().message();
  }
}
