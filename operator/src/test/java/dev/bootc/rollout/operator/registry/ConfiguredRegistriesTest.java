package dev.bootc.rollout.operator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcOperatorConfigSpec;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConfiguredRegistriesTest {
  private static final Optional<BootcOperatorConfigSpec.Controller> CONFIG =
      Optional.of(new BootcOperatorConfigSpec.Controller(true, 60));

  @Test
  void shouldAskEveryFiveMinutesAndWithTlsWhenNobodySaysAnything() {
    assertThat(ConfiguredRegistries.settings(RegistryOptions.DEFAULTS, Optional.empty()))
        .isEqualTo(new RegistrySettings(Duration.ofMinutes(5), false));
  }

  @Test
  void shouldTakeWhatTheClusterSaysWhenTheProcessWasToldNothing() {
    assertThat(ConfiguredRegistries.settings(RegistryOptions.DEFAULTS, CONFIG))
        .isEqualTo(new RegistrySettings(Duration.ofMinutes(1), true));
  }

  @Test
  void shouldPreferWhatTheProcessWasToldWhenTheClusterSaysOtherwise() {
    RegistryOptions told =
        new RegistryOptions(
            Optional.of(Duration.ofMinutes(2)),
            Optional.of(false),
            Optional.empty(),
            Proxies.NONE,
            Mirrors.NONE);
    assertThat(ConfiguredRegistries.settings(told, CONFIG))
        .isEqualTo(new RegistrySettings(Duration.ofMinutes(2), false));
  }
}
