package dev.bootc.rollout.workflows.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.workflows.text.HeldDrain.Pod;
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
            + " mend whoever should take it off; shop/web: evicted; and for 3 more"
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
        "no pod is left; schedulers are given up to a minute"
      })
  void shouldNameNothingWhenItGoesByItself(String note) {
    // When
    Optional<HeldDrain> held = HeldDrain.in(note);

    // Then
    assertThat(held).isEmpty();
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
