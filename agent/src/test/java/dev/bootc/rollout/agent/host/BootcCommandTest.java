package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.plan.HostReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prefix of these tests is a script, which answers instead of the host. */
class BootcCommandTest {
  private static final String EMPTY_HOST =
      "{\"kind\":\"BootcHost\",\"status\":{\"booted\":null,\"staged\":null,\"rollback\":null}}";

  @TempDir Path directory;

  @Test
  void shouldBeBusyWhenStatusDoesNotAnswerInTime() throws IOException {
    // Given
    BootcCommand bootc = bootc("exec sleep 30");

    // When
    HostReading reading = bootc.status();

    // Then
    assertThat(reading).isEqualTo(new HostReading.Busy(Duration.ofSeconds(1)));
  }

  @Test
  void shouldBeBusyWhenStatusIsKilled() throws IOException {
    // Given
    BootcCommand bootc = bootc("exit 143");

    // When
    HostReading reading = bootc.status();

    // Then
    assertThat(reading).isInstanceOf(HostReading.Busy.class);
  }

  @Test
  void shouldNameTheLeakWhenTheContainerVariableReachesTheHost() throws IOException {
    // Given
    BootcCommand bootc =
        bootc("case $1 in env) echo container=oci;; *) echo '" + EMPTY_HOST + "';; esac");

    // When
    HostReading reading = bootc.status();

    // Then
    assertUnusable(reading, "variable \"container\"", "host command prefix");
  }

  @Test
  void shouldCallItNoBootcSystemWhenTheEnvironmentIsClean() throws IOException {
    // Given
    BootcCommand bootc =
        bootc("case $1 in env) echo HOME=/root;; *) echo '" + EMPTY_HOST + "';; esac");

    // When
    HostReading reading = bootc.status();

    // Then
    assertUnusable(reading, "not booted from a bootc image");
  }

  @Test
  void shouldSayThatBootcIsMissingWhenTheHostDoesNotFindIt() throws IOException {
    // Given
    BootcCommand bootc = bootc("echo \"env: 'bootc': No such file or directory\" >&2; exit 127");

    // When
    HostReading reading = bootc.status();

    // Then
    assertUnusable(reading, "was not found on the host", "No such file or directory");
  }

  @Test
  void shouldSayThatBootcIsTooOldWhenItDoesNotKnowTheArguments() throws IOException {
    // Given
    BootcCommand bootc = bootc("echo \"error: unexpected argument '--json' found\" >&2; exit 2");

    // When
    HostReading reading = bootc.status();

    // Then
    assertUnusable(reading, "does not know", "update it");
  }

  @Test
  void shouldPassTheErrorChainOnWhenStatusFails() throws IOException {
    // Given
    BootcCommand bootc =
        bootc("echo 'error: Status: Initializing storage: opendir(boot)' >&2; exit 1");

    // When
    HostReading reading = bootc.status();

    // Then
    assertUnusable(reading, "bootc status failed", "opendir(boot)");
  }

  private BootcCommand bootc(String script) throws IOException {
    Path prefix = directory.resolve("prefix");
    Files.writeString(prefix, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(prefix, PosixFilePermissions.fromString("rwx------"));
    return new BootcCommand(new HostCommands(List.of(prefix.toString())), Duration.ofSeconds(1));
  }

  private static void assertUnusable(HostReading reading, String... parts) {
    assertThat(reading)
        .isInstanceOfSatisfying(
            HostReading.Unusable.class, unusable -> assertThat(unusable.message()).contains(parts));
  }
}
