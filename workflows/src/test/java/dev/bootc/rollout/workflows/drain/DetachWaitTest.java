package dev.bootc.rollout.workflows.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.workflows.text.HeldDrain;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DetachWaitTest {
  private final DetachWait wait = new DetachWait();

  private static DrainPolicy waiting(@Nullable Duration longest) {
    return new DrainPolicy(null, DrainTimeoutAction.SKIP, true, true, null, null, null, longest);
  }

  private Optional<String> text(int longest, List<String> attached, int second) {
    return wait.text(
        waiting(Duration.ofSeconds(longest)), () -> attached, Duration.ofSeconds(second));
  }

  @Test
  void shouldAskForNoVolumesWhenThePoolDoesNotWaitForThem() {
    // When
    Optional<String> text =
        wait.text(
            waiting(null),
            () -> {
              throw new AssertionError("asked");
            },
            Duration.ZERO);

    // Then
    assertThat(text).isEmpty();
  }

  @Test
  void shouldNameWhatIsAttachedUntilItIsNotOrItsTimeIsOver() {
    // When // Then
    assertThat(text(60, List.of("pv-1", "pv-2"), 0))
        .contains(
            "no pod is left; volumes are still attached, and are given 60 s at most: pv-1, pv-2");
    assertThat(text(60, List.of("pv-2"), 59)).isPresent();
    assertThat(text(60, List.of("pv-2"), 60)).isEmpty();
  }

  @Test
  void shouldLetTheNodeGoDownWhenNothingIsAttachedAnyMore() {
    // Given
    assertThat(text(60, List.of("pv-1"), 0)).isPresent();

    // When // Then
    assertThat(text(60, List.of(), 2)).isEmpty();
  }

  @Test
  void shouldBeginItsTimeAnewWhenAPodWasThereMeanwhile() {
    // Given
    assertThat(text(60, List.of("pv-1"), 0)).isPresent();
    wait.podsAreLeft();

    // When // Then
    assertThat(text(60, List.of("pv-1"), 70)).isPresent();
    assertThat(text(60, List.of("pv-1"), 130)).isEmpty();
  }

  @Test
  void shouldBeNoObstacleWhenItGoesByItself() {
    // When // Then
    assertThat(HeldDrain.in(text(60, List.of("pv-1"), 0).orElseThrow())).isEmpty();
  }
}
