package dev.bootc.rollout.activities.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class StoreWritesTest {
  private final StoreWrites writes = new StoreWrites();

  @Test
  void shouldTellWhatWasTouchedSinceTheLastTime() {
    // Given
    TouchedNames touched = writes.read();
    touch("before");
    touched.sinceLastTime();

    // When
    touch("since");

    // Then
    assertThat(touched.sinceLastTime()).contains(Set.of("since"));
    assertThat(touched.sinceLastTime()).contains(Set.of());
  }

  @Test
  void shouldTellEverythingWhenMoreWereTouchedThanAreKept() {
    // Given
    TouchedNames touched = writes.read();

    // When
    for (int node = 0; node <= StoreWrites.MOST_NAMES; node++) {
      touch("node-" + node);
    }

    // Then
    assertThat(touched.sinceLastTime()).isEmpty();
    touch("since");
    assertThat(touched.sinceLastTime()).contains(Set.of("since"));
  }

  @Test
  void shouldTellByNameWhenTheSameAreTouchedAgainAndAgain() {
    // Given
    TouchedNames touched = writes.read();

    // When
    for (int touch = 0; touch <= StoreWrites.MOST_NAMES; touch++) {
      touch("node");
    }

    // Then
    assertThat(touched.sinceLastTime()).contains(Set.of("node"));
  }

  private void touch(String name) {
    writes.write(name, () -> "changed");
  }
}
