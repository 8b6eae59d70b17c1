package dev.bootc.rollout.agent.plan;

import static dev.bootc.rollout.agent.plan.Situation.A;
import static dev.bootc.rollout.agent.plan.Situation.B;
import static dev.bootc.rollout.agent.plan.Situation.BOOT;
import static dev.bootc.rollout.agent.plan.Situation.NOW;
import static dev.bootc.rollout.agent.plan.Situation.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.PullSecretRef;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How the pool's pull secret bears on the plan. */
class CredentialsTest {
  private static final Memory FAILED =
      Memory.EMPTY
          .withFailure(new Memory.Failure(B, 3, NOW.plusSeconds(40), "stage failed: unauthorized"))
          .withPullSecret(new Memory.PullSecret("images/os-pull sha256:1", BOOT, List.of("a1")));

  @Test
  void shouldWaitForTheNextAttemptWhenTheSecretIsTheOneThatWasTried() {
    // Given
    Situation situation = wanting(B).with(FAILED).with(secret("sha256:1", CredentialsOnHost.OURS));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Wait(NOW.plusSeconds(40)));
  }

  @Test
  void shouldTryAgainAtOnceWhenTheSecretChanged() {
    // Given
    Situation situation = wanting(B).with(FAILED).with(secret("sha256:2", CredentialsOnHost.OURS));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, false));
    assertThat(decision.report().orElseThrow().error()).contains("stage failed: unauthorized");
  }

  @Test
  void shouldTryAgainAtOnceWhenThePoolNamesNoSecretAnyMore() {
    // Given
    Situation situation =
        wanting(B).with(FAILED).with(new Credentials(null, null, CredentialsOnHost.ABSENT));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, false));
  }

  @Test
  void shouldTakeItsCredentialsAwayWhenNobodyAsksForThem() {
    // Given
    Situation situation = wanting(A).with(new Credentials(null, null, CredentialsOnHost.OURS));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.TakeCredentialsAway());
  }

  @Test
  void shouldTakeItsCredentialsAwayWhenTheBootcNodeIsGone() {
    // Given
    Situation situation =
        wanting(A).with(new Target.None()).with(Credentials.of(null, CredentialsOnHost.OURS));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.TakeCredentialsAway());
  }

  @Test
  void shouldLeaveCredentialsOfOthersWhenNobodyAsksForThem() {
    // Given
    Situation situation = wanting(A).with(new Credentials(null, null, CredentialsOnHost.FOREIGN));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isInstanceOf(Action.Wait.class);
  }

  @Test
  void shouldSayWhoseCredentialsAreUsedWhenTheHostHasItsOwn() {
    // Given
    Situation situation = wanting(B).with(secret("sha256:1", CredentialsOnHost.FOREIGN));

    // When
    Decision decision = situation.decide();

    // Then
    assertThat(decision.action()).isEqualTo(new Action.Stage(B, true, false));
    assertThat(decision.report().orElseThrow().message())
        .contains("/run/ostree/auth.json is used instead of Secret images/os-pull");
  }

  private static Credentials secret(@Nullable String hash, CredentialsOnHost onHost) {
    return new Credentials(new PullSecretRef("os-pull", "images"), hash, onHost);
  }
}
