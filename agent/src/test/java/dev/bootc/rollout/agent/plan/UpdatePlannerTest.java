package dev.bootc.rollout.agent.plan;

import static dev.bootc.rollout.agent.plan.Situation.A;
import static dev.bootc.rollout.agent.plan.Situation.B;
import static dev.bootc.rollout.agent.plan.Situation.BOOT;
import static dev.bootc.rollout.agent.plan.Situation.C;
import static dev.bootc.rollout.agent.plan.Situation.EARLIER_BOOT;
import static dev.bootc.rollout.agent.plan.Situation.LIMITS;
import static dev.bootc.rollout.agent.plan.Situation.NOW;
import static dev.bootc.rollout.agent.plan.Situation.attempt;
import static dev.bootc.rollout.agent.plan.Situation.begun;
import static dev.bootc.rollout.agent.plan.Situation.images;
import static dev.bootc.rollout.agent.plan.Situation.info;
import static dev.bootc.rollout.agent.plan.Situation.locked;
import static dev.bootc.rollout.agent.plan.Situation.staged;
import static dev.bootc.rollout.agent.plan.Situation.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.plan.Report.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UpdatePlannerTest {

  @Test
  void shouldCallItAnErrorWhenStatusHasNotAnsweredForLong() {
    // Given
    Situation soon =
        wanting(B).with(new HostReading.Busy(Duration.ofSeconds(20), Duration.ofMinutes(2)));
    Situation late =
        wanting(B).with(new HostReading.Busy(Duration.ofSeconds(20), Duration.ofMinutes(11)));

    // When
    Decision patient = soon.decide();
    Decision decision = late.decide();

    // Then
    assertHealthy(patient, Phase.IDLE);
    assertThat(decision.report().orElseThrow().error().orElseThrow())
        .contains("for more than 10 min")
        .contains("--command-deadline-seconds");
  }

  @Test
  void shouldSayThatItIsSinceTheRebootWhenStatusFailsAfterIt() {
    // Given
    Situation situation =
        wanting(B)
            .approved()
            .with(Memory.EMPTY.withReboot(attempt(B, EARLIER_BOOT, Duration.ofMinutes(2), true)))
            .with(new HostReading.Unusable("bootc status failed with exit code 1"));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(decision.report().orElseThrow().error())
        .contains("bootc status failed with exit code 1 (since the reboot for " + B + ")");
  }

  @Test
  void shouldStayIdleWhenTheTargetRuns() {
    // Given
    Situation situation = wanting(A);

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plus(LIMITS.poll())));
    assertHealthy(decision, Phase.IDLE);
  }

  @Test
  void shouldStageWhenTheTargetIsNeitherBootedNorStaged() {
    // Given
    Situation situation = wanting(B);

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, false));
    assertHealthy(decision, Phase.STAGING);
  }

  @Test
  void shouldReplaceWhatIsStagedWhenTheTargetChanged() {
    // Given
    Situation situation = wanting(C).with(images(A, B));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(C, true, false));
  }

  @Test
  void shouldWaitForTheUnitWhenItStagesTheTarget() {
    // Given
    Situation situation =
        wanting(B)
            .with(new UnitState.Running(B, true))
            .with(Memory.EMPTY.withStaging(begun(B, Duration.ofMinutes(10))));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.AwaitStage(NOW.plusSeconds(5)));
    assertHealthy(decision, Phase.STAGING);
  }

  @Test
  void shouldAdoptTheUnitWhenAnEarlierProcessStartedIt() {
    // Given
    Situation situation =
        wanting(B)
            .with(new UnitState.Running(B, false))
            .with(new HostReading.Busy(Duration.ZERO))
            .with(Memory.EMPTY.withStaging(begun(B, Duration.ofMinutes(10))));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.AwaitStage(NOW.plusSeconds(2)));
  }

  @Test
  void shouldStopTheUnitWhenTheTargetChanged() {
    // Given
    Situation situation = wanting(C).with(new UnitState.Running(B, true));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.StopStage());
  }

  @Test
  void shouldStopTheUnitWhenItTakesTooLong() {
    // Given
    Situation situation =
        wanting(B)
            .with(new UnitState.Running(B, true))
            .with(Memory.EMPTY.withStaging(begun(B, LIMITS.staging())));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.StopOverdueStage(B));
  }

  @Test
  void shouldConcludeTheStagingWhenTheHostReportsTheImage() {
    // Given
    Situation situation =
        wanting(B)
            .with(images(A, B))
            .with(Memory.EMPTY.withStaging(begun(B, Duration.ofMinutes(1))));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.ConcludeStage(B, BOOT));
  }

  @Test
  void shouldDiscardTheImageWhenWhatIsBoundToItMayBeMissing() {
    // Given
    Situation situation =
        wanting(B)
            .with(images(A, B).inDoubt())
            .with(Memory.EMPTY.withStaging(begun(B, Duration.ofMinutes(1))));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.DiscardStage(B));
  }

  @Test
  void shouldPauseAndNotCallItStagedWhenTheImageInDoubtCouldNotBeDiscarded() {
    // Given
    Memory memory =
        Memory.EMPTY
            .withFailure(new Memory.Failure(B, 1, NOW.plusSeconds(40), "stage failed: bound"))
            .withStaging(begun(B, Duration.ofMinutes(1)));

    // When
    Decision decision = wanting(B).approved().with(images(A, B).inDoubt()).with(memory).decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plusSeconds(40)));
    assertThat(decision.report().orElseThrow().phase()).isEqualTo(Phase.STAGING);
    assertThat(decision.report().orElseThrow().error()).contains("stage failed: bound");
  }

  @Test
  void shouldRecordAFailureWhenTheUnitEndedWithoutTheImage() {
    // Given
    Situation situation =
        wanting(B).with(Memory.EMPTY.withStaging(begun(B, Duration.ofMinutes(1))));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.RecordStageFailure(B));
  }

  @Test
  void shouldForgetTheStagingWhenItBelongsToAnotherBoot() {
    // Given
    Memory memory = Memory.EMPTY.withStaging(new Memory.Staging(B, EARLIER_BOOT, NOW, "cursor"));

    // When
    Decision decision = wanting(B).with(memory).decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.ForgetStage());
  }

  @Test
  void shouldForgetTheStagingWhenItBelongsToAnotherTarget() {
    // Given
    Memory memory = Memory.EMPTY.withStaging(begun(B, Duration.ofMinutes(1)));

    // When
    Decision decision = wanting(C).with(memory).decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.ForgetStage());
  }

  @Test
  void shouldWaitAndSayWhyWhenTheLastAttemptFailed() {
    // Given
    Memory memory =
        Memory.EMPTY.withFailure(
            new Memory.Failure(B, 3, NOW.plusSeconds(40), "stage failed: no route"));

    // When
    Decision decision = wanting(B).with(memory).decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plusSeconds(40)));
    assertThat(decision.report().orElseThrow().phase()).isEqualTo(Phase.STAGING);
    assertThat(decision.report().orElseThrow().error()).contains("stage failed: no route");
  }

  @Test
  void shouldTryAgainAndKeepTheErrorWhenThePauseIsOver() {
    // Given
    Memory memory =
        Memory.EMPTY.withFailure(new Memory.Failure(B, 3, NOW, "stage failed: no route"));

    // When
    Decision decision = wanting(B).with(memory).decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, false));
    assertThat(decision.report().orElseThrow().error()).contains("stage failed: no route");
  }

  @Test
  void shouldTryAgainWhenTheClockWasSetBackSince() {
    // Given
    Memory memory =
        Memory.EMPTY.withFailure(
            new Memory.Failure(B, 3, NOW.plus(Duration.ofDays(3)), "stage failed: no route"));

    // When
    Decision decision = wanting(B).with(memory).decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, false));
  }

  @Test
  void shouldStageAtOnceWhenTheFailureWasAnotherImages() {
    // Given
    Memory memory =
        Memory.EMPTY.withFailure(
            new Memory.Failure(B, 3, NOW.plusSeconds(40), "stage failed: no route"));

    // When
    Decision decision = wanting(C).with(memory).decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(C, true, false));
    assertHealthy(decision, Phase.STAGING);
  }

  @Test
  void shouldWaitForTheApprovalWhenTheTargetIsStaged() {
    // Given
    Situation situation = wanting(B).with(images(A, B));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plus(LIMITS.poll())));
    assertHealthy(decision, Phase.STAGED);
  }

  @Test
  void shouldNotRebootWhenSomethingElseIsStaged() {
    // Given
    Situation situation = wanting(B).approved().with(images(A, C));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, false));
  }

  @Test
  void shouldUnlockBeforeTheRebootWhenTheHostLockedTheStagedImage() {
    // Given
    Situation situation = wanting(B).approved().with(locked(A, B));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Unlock(B));
  }

  @Test
  void shouldRefuseTheRebootWhenARollbackIsQueued() {
    // Given
    HostImages images =
        new HostImages(
            info(A),
            staged(B),
            info(C),
            true,
            false,
            false,
            HostImages.Backend.OSTREE,
            HostImages.Verification.NOT_ENFORCED);

    // When
    Decision decision = wanting(B).approved().with(images).decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(decision.report().orElseThrow().error().orElseThrow()).contains("bootc rollback");
  }

  @Test
  void shouldNotStageWhenTheHostHasLayeredPackages() {
    // Given
    HostImages images =
        new HostImages(
            null,
            null,
            null,
            false,
            true,
            false,
            HostImages.Backend.OSTREE,
            HostImages.Verification.NOT_ENFORCED);

    // When
    Decision decision = wanting(B).with(images).decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(decision.report().orElseThrow().error().orElseThrow()).contains("rpm-ostree reset");
  }

  @Test
  void shouldNotStageWhenTheStorageIsReadOnly() {
    // Given
    HostImages images =
        new HostImages(
            info(A),
            null,
            null,
            false,
            false,
            true,
            HostImages.Backend.OSTREE,
            HostImages.Verification.NOT_ENFORCED);

    // When
    Decision decision = wanting(B).with(images).decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(decision.report().orElseThrow().error().orElseThrow()).contains("read-only");
  }

  @Test
  void shouldTakeItForBusyAndNotForAnErrorWhenTheHostDoesNotAnswer() {
    // Given
    Situation situation = wanting(B).with(new HostReading.Busy(Duration.ofSeconds(20)));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plus(LIMITS.busyPoll())));
    assertThat(decision.report().orElseThrow().error()).isEmpty();
    assertThat(decision.report().orElseThrow().images()).isEmpty();
  }

  @Test
  void shouldReportTheErrorWhenTheAnswerIsOfNoUse() {
    // Given
    Situation situation = wanting(B).with(new HostReading.Unusable("bootc printed YAML"));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plus(LIMITS.busyPoll())));
    assertThat(decision.report().orElseThrow().error()).contains("bootc printed YAML");
  }

  @Test
  void shouldBeginNothingWhenTheMemoryIsLost() {
    // Given
    Situation situation =
        wanting(B).approved().with(images(A, B)).withMemoryProblem("cannot be read");

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(decision.report().orElseThrow().error()).contains("cannot be read");
  }

  @Test
  void shouldDoAndSayNothingWhenThereIsNoBootcNode() {
    // Given
    Situation situation = wanting(B).with(images(A, B)).with(new Target.None());

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(decision.report()).isEmpty();
  }

  @Test
  void shouldStopTheUnitWhenTheBootcNodeIsGone() {
    // Given
    Situation situation = wanting(B).with(new Target.None()).with(new UnitState.Running(B, true));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.StopStage());
    assertThat(decision.report()).isEmpty();
  }

  @Test
  void shouldReportTheHostAndTheErrorWhenTheDesiredImageIsMalformed() {
    // Given
    Situation situation = wanting(B).with(new Target.Malformed("no digest"));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(decision.report().orElseThrow().error()).contains("no digest");
    assertThat(decision.report().orElseThrow().images())
        .contains(new Report.Images(info(A), null, null));
  }

  @Test
  void shouldReplaceItsOwnStagedImageWhenTheTargetWentBackToTheRunningOne() {
    // Given
    Situation situation = wanting(A).with(images(A, B)).with(Memory.EMPTY.withStaged(B, BOOT));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(A, true, false));
  }

  @Test
  void shouldLeaveAndNameSomebodyElsesStagedImageWhenTheTargetRuns() {
    // Given
    Situation situation = wanting(A).with(images(A, C)).with(Memory.EMPTY.withStaged(B, BOOT));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(decision.report().orElseThrow().message()).contains(C).contains("bootc switch");
  }

  static void assertHealthy(Decision decision, Phase phase) {
    assertThat(decision.report().orElseThrow().error()).isEmpty();
    assertThat(decision.report().orElseThrow().phase()).isEqualTo(phase);
  }
}
