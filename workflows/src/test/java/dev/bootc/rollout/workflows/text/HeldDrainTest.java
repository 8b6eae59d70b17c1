package dev.bootc.rollout.workflows.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.workflows.drain.DrainPolicy;
import dev.bootc.rollout.workflows.node.DrainDeadline;
import dev.bootc.rollout.workflows.text.HeldDrain.Pod;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldDrainTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "waiting for shop/db-0: budget db allows 0",
        "waiting for shop/db-0, shop/db-1 and 4 more: webhook x refuses: no (ask whoever runs it)",
        "waiting for shop/db-0: terminating since 2026-01-01T12:00:00Z, held by finalizer a/b:"
            + " mend whoever should take it off; shop/web: evicted; and for 3 more",
        "waiting for shop/db-0: no controller brings it back: delete it, or set"
            + " spec.rollout.drain.force; shop/web: leaves after those of lower priority",
        "cannot be drained: shop/db-0: PodDisruptionBudget db never lets one go; shop/web: no"
      })
  void shouldNameTheFirstPodWhenSomebodyMayHaveToDoSomethingAboutIt(String note) {
    // When
    Optional<HeldDrain> held = HeldDrain.in(note);

    // Then
    assertThat(held).contains(new HeldDrain(Optional.of(new Pod("shop", "db-0"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "waiting for shop/db-0: evicted",
        "waiting for shop/db-0, shop/db-1: to be evicted",
        "waiting for shop/db-0: terminating since 2026-01-01T12:00:00Z",
        "waiting for shop/a: terminating since 2026-01-01T12:00:00Z; shop/b: evicted",
        "waiting for shop/a: deleted; shop/b: to be deleted",
        "waiting for shop/a: leaves after those of lower priority",
        "waiting for shop/a, shop/b: of a Job, which may complete",
        "no pod is left; schedulers are given up to a minute"
      })
  void shouldNameNothingWhenItGoesByItself(String note) {
    // When
    Optional<HeldDrain> held = HeldDrain.in(note);

    // Then
    assertThat(held).isEmpty();
  }

  @Test
  void shouldNameThePodThatHasNotLeftInTimeWhenThePoolHoldsTheSlot() {
    // Given
    DrainPolicy policy = DrainPolicy.UNSET.ending(Duration.ofSeconds(30), DrainTimeoutAction.HOLD);
    String note = DrainDeadline.HOLDS.text(policy, "waiting for shop/db-0: evicted");

    // When
    Optional<HeldDrain> held = HeldDrain.in(note);

    // Then
    assertThat(held).contains(new HeldDrain(Optional.of(new Pod("shop", "db-0"))));
  }

  @Test
  void shouldNameOnlyWhatADeletionDoesNotHelpAgainstWhenThePoolForcesIt() {
    // Given
    DrainPolicy policy = DrainPolicy.UNSET.ending(Duration.ofSeconds(30), DrainTimeoutAction.FORCE);

    // When
    Optional<HeldDrain> goes =
        HeldDrain.in(DrainDeadline.FORCES.text(policy, "waiting for shop/db-0: deleted"));
    Optional<HeldDrain> held =
        HeldDrain.in(DrainDeadline.FORCES.text(policy, "waiting for shop/db-0: webhook x refuses"));

    // Then
    assertThat(goes).isEmpty();
    assertThat(held).contains(new HeldDrain(Optional.of(new Pod("shop", "db-0"))));
  }

  @Test
  void shouldNameNoPodWhenItIsNoneThatIsWaitedFor() {
    // When
    Optional<HeldDrain> held =
        HeldDrain.in("somebody lifted the cordon, so nothing is evicted: kubectl cordon a");

    // Then
    assertThat(held).contains(new HeldDrain(Optional.empty()));
  }
}
