package dev.bootc.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.GateMark.State;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GateMarkTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  @ParameterizedTest
  @EnumSource
  void shouldBeReadAsItWasWrittenWhenItIsOurs(State state) {
    // Given
    GateMark mark = new GateMark(NOON, DIGEST, state, "cni", "pod net/cni-1 is not Ready");

    // When // Then
    assertThat(GateMark.parse(mark.text())).contains(mark);
  }

  @Test
  void shouldCountForNothingWhenItIsNotOurs() {
    // Given // When // Then
    assertThat(GateMark.parse(null)).isEmpty();
    assertThat(GateMark.parse("noon " + DIGEST + " Waits cni why")).isEmpty();
    assertThat(GateMark.parse(NOON + " " + DIGEST + " Perhaps cni why")).isEmpty();
    assertThat(GateMark.parse(NOON + " " + DIGEST + " Waits cni")).isEmpty();
  }
}
