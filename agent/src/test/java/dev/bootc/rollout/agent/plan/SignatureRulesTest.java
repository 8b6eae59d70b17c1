package dev.bootc.rollout.agent.plan;

import static dev.bootc.rollout.agent.plan.Situation.A;
import static dev.bootc.rollout.agent.plan.Situation.B;
import static dev.bootc.rollout.agent.plan.Situation.BOOT;
import static dev.bootc.rollout.agent.plan.Situation.info;
import static dev.bootc.rollout.agent.plan.Situation.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.bootc.HostImages.Backend;
import dev.bootc.rollout.agent.bootc.HostImages.Verification;
import dev.bootc.rollout.agent.plan.Report.Phase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A host that insists on signed images goes on to do so. */
class SignatureRulesTest {

  @Test
  void shouldStageVerifiedWhenTheHostInsistsOnSignatures() {
    // Given
    Situation situation = wanting(B).with(insisting(Backend.OSTREE, null));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, true));
  }

  @Test
  void shouldStagePlainlyWhenTheHostIsOnComposefsWhereBootcDoesNotKeepIt() {
    // Given
    Situation situation = wanting(B).with(insisting(Backend.COMPOSEFS, null));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, false));
  }

  @Test
  void shouldShowItWhenTheTargetRuns() {
    // Given
    Situation situation = wanting(A).with(insisting(Backend.OSTREE, null));

    // When
    Decision decision = situation.decide();

    // Then
    UpdatePlannerTest.assertHealthy(decision, Phase.IDLE);
    assertThat(decision.report().orElseThrow().message()).contains("insists on images that are");
  }

  @Test
  void shouldStageAgainWhenSomebodyElseStagedItWithoutThePolicy() {
    // Given
    Situation situation =
        wanting(B).approved().with(insisting(Backend.OSTREE, Verification.NOT_ENFORCED));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, true));
  }

  @Test
  void shouldNotRebootAndSayHowToGoOnWhenBootcDropsThePolicyAllTheSame() {
    // Given
    Situation situation =
        wanting(B)
            .approved()
            .with(insisting(Backend.OSTREE, Verification.NOT_ENFORCED))
            .with(Memory.EMPTY.withStaged(B, BOOT));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(decision.report().orElseThrow().error().orElseThrow())
        .startsWith("the image is staged without the signature policy")
        .contains("bootc switch --enforce-container-sigpolicy " + B);
  }

  @Test
  void shouldRebootWhenWhatIsStagedKeepsThePolicy() {
    // Given
    Situation situation =
        wanting(B).approved().with(insisting(Backend.OSTREE, Verification.CONTAINER_POLICY));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Reboot(B));
  }

  @Test
  void shouldStageNothingWhenTheHostInsistsOnTheKeysOfAnOstreeRemote() {
    // Given
    HostImages images =
        new HostImages(
            info(A), null, null, false, false, false, Backend.OSTREE, Verification.OSTREE_REMOTE);

    // When
    Decision decision = wanting(B).with(images).decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
    assertThat(decision.report().orElseThrow().error().orElseThrow()).contains("ostree remote");
  }

  private static HostImages insisting(Backend backend, @Nullable Verification staged) {
    return new HostImages(
        info(A),
        staged == null ? null : new HostImages.Staged(info(B), false, null, false, staged),
        null,
        false,
        false,
        false,
        backend,
        Verification.CONTAINER_POLICY);
  }
}
