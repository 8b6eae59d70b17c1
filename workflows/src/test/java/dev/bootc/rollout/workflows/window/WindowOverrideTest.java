package dev.bootc.rollout.workflows.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowOverrideTest {
  @Test
  void shouldSayUntilWhenByWhomAndWhyWhenItIsUnderstood() {
    // When
    WindowOverride override =
        WindowOverride.of(" 2026-12-01T06:00:00Z  fix for CVE-2026-1234, asked by Ann", "kubectl");

    // Then
    assertThat(override.until()).isEqualTo(Instant.parse("2026-12-01T06:00:00Z"));
    assertThat(override.text())
        .isEqualTo(
            "windows are overridden until 2026-12-01T06:00:00Z by kubectl:"
                + " fix for CVE-2026-1234, asked by Ann");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "true", "2026-12-01T06:00:00Z", "tomorrow because I say so"})
  void shouldOverrideNothingAndSayHowToWriteItWhenItIsNotUnderstood(String text) {
    // When
    WindowOverride override = WindowOverride.of(text, "kubectl");

    // Then
    assertThat(override.until()).isNull();
    assertThat(override.text())
        .contains("bootc.dev/window-override", "overrides nothing", "write until when and why");
  }
}
