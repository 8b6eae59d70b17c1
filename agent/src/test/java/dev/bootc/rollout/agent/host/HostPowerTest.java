package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prefix of these tests is a shell, which answers instead of the host. */
class HostPowerTest {
  @TempDir Path directory;

  @BeforeEach
  void bootOnce() throws IOException {
    Path file = directory.resolve("proc/sys/kernel/random/boot_id");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "boot-1\n");
  }

  @Test
  void shouldBeTheKernelsBootIdWhenThereWasNoSoftReboot() {
    // Given
    HostPower power = power("echo SoftRebootsCount=0");

    // When
    String bootId = power.bootId();

    // Then
    assertThat(bootId).isEqualTo("boot-1");
  }

  @Test
  void shouldBeAnotherBootIdWhenThereWereSoftReboots() {
    // Given
    HostPower power = power("echo SoftRebootsCount=2");

    // When
    String bootId = power.bootId();

    // Then
    assertThat(bootId).isEqualTo("boot-1+2");
    assertThat(power.kernelBootId()).isEqualTo("boot-1");
  }

  @Test
  void shouldBeTheKernelsBootIdWhenSystemdKnowsNoSoftReboots() {
    // Given
    HostPower power = power("true");

    // When
    String bootId = power.bootId();

    // Then
    assertThat(bootId).isEqualTo("boot-1");
  }

  @Test
  void shouldNotGuessTheBootIdWhenSystemdDoesNotAnswer() {
    // Given
    HostPower power = power("echo 'Failed to connect to bus' >&2; exit 1");

    // When, Then
    assertThatThrownBy(power::bootId)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Failed to connect to bus");
  }

  @Test
  void shouldNotRebootSoftlyWhenNoOtherRootIsMounted() {
    // Given
    HostPower power =
        power("case $1 in mountpoint) exit 32;; *) touch " + directory + "/told;; esac");

    // When, Then
    assertThat(power.softReboot().orElseThrow()).contains("/run/nextroot is no mount point");
    assertThat(directory.resolve("told")).doesNotExist();
  }

  private HostPower power(String script) {
    return new HostPower(
        new HostCommands(List.of("/bin/sh", "-c", script, "host")),
        directory,
        Duration.ofSeconds(10));
  }
}
