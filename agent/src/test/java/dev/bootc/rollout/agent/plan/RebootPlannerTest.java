package dev.bootc.rollout.agent.plan;

import static dev.bootc.rollout.agent.plan.Situation.A;
import static dev.bootc.rollout.agent.plan.Situation.B;
import static dev.bootc.rollout.agent.plan.Situation.BOOT;
import static dev.bootc.rollout.agent.plan.Situation.C;
import static dev.bootc.rollout.agent.plan.Situation.EARLIER_BOOT;
import static dev.bootc.rollout.agent.plan.Situation.LIMITS;
import static dev.bootc.rollout.agent.plan.Situation.NOW;
import static dev.bootc.rollout.agent.plan.Situation.attempt;
import static dev.bootc.rollout.agent.plan.Situation.capableOfSoftReboot;
import static dev.bootc.rollout.agent.plan.Situation.images;
import static dev.bootc.rollout.agent.plan.Situation.info;
import static dev.bootc.rollout.agent.plan.Situation.staged;
import static dev.bootc.rollout.agent.plan.Situation.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.plan.Report.Phase;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RebootPlannerTest {
  private static final Duration SHORTLY = Duration.ofSeconds(5);

  @Test
  void shouldNotRebootWhenTheApprovalComesWithoutASlot() {
    // Given
    Situation situation =
        wanting(B).approved().proven(new ApprovalProof(false, "")).with(images(A, B));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plus(LIMITS.poll())));
    assertThat(decision.report().orElseThrow().message())
        .contains("holds no reboot slot", "set it back to Staged");
  }

  @Test
  void shouldNotRebootWhenTheApprovalWasGivenForAnEarlierBoot() {
    // Given
    Situation situation =
        wanting(B).approved().proven(new ApprovalProof(true, EARLIER_BOOT)).with(images(A, B));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plus(LIMITS.poll())));
    assertThat(decision.report().orElseThrow().message())
        .startsWith("the reboot was approved for another boot, so it is not rebooted")
        .contains("approved for boot " + EARLIER_BOOT, "this is boot " + BOOT);
  }

  @Test
  void shouldRebootWhenNobodyNotedTheBootOfTheApproval() {
    // Given
    Situation situation =
        wanting(B).approved().proven(new ApprovalProof(true, "")).with(images(A, B));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Reboot(B));
  }

  @Test
  void shouldCallItNoErrorYetWhenSomethingInhibitsTheShutdown() {
    // Given
    Memory.Failure held =
        new Memory.Failure(B, 2, NOW.plusSeconds(20), "held up by fwupd", NOW.minusSeconds(60));
    Situation situation =
        wanting(B).approved().with(images(A, B)).with(Memory.EMPTY.withFailure(held));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plusSeconds(20)));
    assertThat(decision.report().orElseThrow().error()).isEmpty();
    assertThat(decision.report().orElseThrow().message()).contains("held up by fwupd");
  }

  @Test
  void shouldCallItAnErrorWhenSomethingInhibitsTheShutdownForLong() {
    // Given
    Memory.Failure held =
        new Memory.Failure(
            B, 60, NOW.plusSeconds(20), "held up by fwupd", NOW.minus(Duration.ofHours(1)));
    Situation situation =
        wanting(B).approved().with(images(A, B)).with(Memory.EMPTY.withFailure(held));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.report().orElseThrow().error()).contains("held up by fwupd");
  }

  @Test
  void shouldNotBelieveTheFlagOfARollbackWhenTheHostIsOnComposefs() {
    // Given
    HostImages images =
        new HostImages(
            info(A),
            staged(B),
            info(C),
            true,
            false,
            false,
            HostImages.Backend.COMPOSEFS,
            HostImages.Verification.NOT_ENFORCED);

    // When
    Decision decision = wanting(B).approved().with(images).decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Reboot(B));
  }

  @Test
  void shouldRebootWhenTheStagedTargetIsApproved() {
    // Given
    Situation situation = wanting(B).approved().with(images(A, B));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Reboot(B));
  }

  @Test
  void shouldRebootSoftlyWhenThatIsAllowedAndTheHostCan() {
    // Given
    Situation situation =
        wanting(B)
            .approved()
            .allowingSoftReboot()
            .with(capableOfSoftReboot(A, B, HostImages.Backend.OSTREE));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.SoftReboot(B));
  }

  static Stream<Situation> situationsWithoutSoftReboot() {
    Situation approved = wanting(B).approved();
    return Stream.of(
        approved.with(capableOfSoftReboot(A, B, HostImages.Backend.OSTREE)),
        approved.allowingSoftReboot().with(images(A, B)),
        approved
            .allowingSoftReboot()
            .with(capableOfSoftReboot(A, B, HostImages.Backend.COMPOSEFS)));
  }

  @ParameterizedTest
  @MethodSource("situationsWithoutSoftReboot")
  void shouldRebootFullyWhenASoftRebootIsNotAllowedOrTheHostCannot(Situation situation) {
    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Reboot(B));
  }

  @ParameterizedTest
  @EnumSource(PowerState.class)
  void shouldNotRebootAgainWhenTheHostAcceptedTheCommandAndStillRuns(PowerState power) {
    // Given
    Situation situation =
        wanting(B)
            .approved()
            .with(images(A, B))
            .with(power)
            .with(Memory.EMPTY.withReboot(attempt(B, BOOT, SHORTLY, true)));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action())
        .isEqualTo(new Action.AwaitReboot(NOW.minus(SHORTLY).plus(LIMITS.reboot())));
    UpdatePlannerTest.assertHealthy(decision, Phase.REBOOTING);
  }

  @Test
  void shouldCountFromNowWhenTheClockWasSetBackAfterTheCommand() {
    // Given
    Memory.Reboot ahead = new Memory.Reboot(B, BOOT, NOW.plus(Duration.ofHours(5)), true, null);
    Situation situation =
        wanting(B).approved().with(images(A, B)).with(Memory.EMPTY.withReboot(ahead));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.CountRebootFrom(NOW));
    assertThat(new Action.CountRebootFrom(NOW).after(Memory.EMPTY.withReboot(ahead)).reboot())
        .isEqualTo(new Memory.Reboot(B, BOOT, NOW, true, null));
  }

  @ParameterizedTest
  @EnumSource(
      value = PowerState.class,
      names = {"GOING_DOWN", "UNKNOWN"})
  void shouldNotRebootAgainWhenNobodyKnowsWhetherTheCommandWentOut(PowerState power) {
    // Given
    Situation situation =
        wanting(B)
            .approved()
            .with(images(A, B))
            .with(power)
            .with(Memory.EMPTY.withReboot(attempt(B, BOOT, SHORTLY, false)));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.AwaitReboot.class);
  }

  @Test
  void shouldNotBelieveTheHostWhenItGoesDown() {
    // Given
    Situation situation =
        wanting(B)
            .approved()
            .with(new HostReading.Unusable("exit code 1"))
            .with(Memory.EMPTY.withReboot(attempt(B, BOOT, SHORTLY, true)));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.AwaitReboot.class);
    UpdatePlannerTest.assertHealthy(decision, Phase.REBOOTING);
  }

  @Test
  void shouldRebootWhenTheAgentDiedBeforeTheCommandAndTheHostIsUp() {
    // Given
    Situation situation =
        wanting(B)
            .approved()
            .with(images(A, B))
            .with(Memory.EMPTY.withReboot(attempt(B, BOOT, SHORTLY, false)));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Reboot(B));
  }

  @Test
  void shouldStayStagedWhenTheAgentDiedBeforeTheCommandAndTheApprovalWasRevoked() {
    // Given
    Situation situation =
        wanting(B)
            .with(images(A, B))
            .with(Memory.EMPTY.withReboot(attempt(B, BOOT, SHORTLY, false)));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    UpdatePlannerTest.assertHealthy(decision, Phase.STAGED);
  }

  @Test
  void shouldReportAndNotRepeatWhenTheRebootDidNotHappen() {
    // Given
    Situation situation =
        wanting(B)
            .approved()
            .with(images(A, B))
            .with(Memory.EMPTY.withReboot(attempt(B, BOOT, LIMITS.reboot(), true)));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plus(LIMITS.poll())));
    assertThat(decision.report().orElseThrow().error().orElseThrow())
        .contains("reboot did not happen within 15 min");
  }

  @Test
  void shouldBeIdleWhenTheNewBootRunsTheTarget() {
    // Given
    Situation situation =
        wanting(B)
            .approved()
            .with(images(B, null))
            .with(Memory.EMPTY.withReboot(attempt(B, EARLIER_BOOT, SHORTLY, true)));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    UpdatePlannerTest.assertHealthy(decision, Phase.IDLE);
  }

  @Test
  void shouldExamineTheBootWhenItRunsTheOldImage() {
    // Given
    Situation situation =
        wanting(B)
            .approved()
            .with(Memory.EMPTY.withReboot(attempt(B, EARLIER_BOOT, SHORTLY, true)));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.ExamineBoot());
  }

  @Test
  void shouldNeitherStageNorRebootAgainWhenTheLastBootRanTheOldImage() {
    // Given
    Memory.Reboot examined =
        new Memory.Reboot(B, EARLIER_BOOT, NOW.minus(SHORTLY), true, "came up with A");
    Situation situation =
        wanting(B).approved().with(images(A, B)).with(Memory.EMPTY.withReboot(examined));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plus(LIMITS.poll())));
    assertThat(decision.report().orElseThrow().error()).contains("came up with A");
  }

  @Test
  void shouldForgetTheAttemptWhenTheApprovalWasWithdrawn() {
    // Given
    Situation situation =
        wanting(B).with(Memory.EMPTY.withReboot(attempt(B, EARLIER_BOOT, SHORTLY, true)));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.ForgetReboot(BOOT));
  }

  @Test
  void shouldForgetTheAttemptWhenTheTargetChanged() {
    // Given
    Situation situation =
        wanting(C)
            .approved()
            .with(Memory.EMPTY.withReboot(attempt(B, EARLIER_BOOT, SHORTLY, true)));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.ForgetReboot(BOOT));
  }

  @Test
  void shouldWaitWhenTheRebootCommandFailedAShortTimeAgo() {
    // Given
    Memory memory =
        Memory.EMPTY
            .withReboot(attempt(B, BOOT, SHORTLY, false))
            .withFailure(
                new Memory.Failure(B, 1, NOW.plusSeconds(9), "systemctl reboot: exit code 1"));

    // When
    Decision decision = wanting(B).approved().with(images(A, B)).with(memory).decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plusSeconds(9)));
    assertThat(decision.report().orElseThrow().error()).contains("systemctl reboot: exit code 1");
  }
}
