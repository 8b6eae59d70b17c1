package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.plan.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prefix of these tests is a script, which answers instead of the host. */
class HostUnitTest {
  @TempDir Path directory;

  @Test
  void shouldChangeTheHostInUnitsOnlyWhateverTheVerb() throws IOException {
    // Given
    HostCommands commands = host("exit 0");
    BootcCommand bootc = new BootcCommand(commands, Duration.ofSeconds(5));

    // When
    bootc.unlock();
    bootc.prepareSoftReboot();
    new BoundImages(commands, directory).discardStaged();
    new StagingUnit(commands, Duration.ofSeconds(5), Duration.ofMinutes(1)).stop();

    // Then
    assertThat(asked())
        .satisfiesExactly(
            unlock ->
                assertThat(unlock)
                    .matches(
                        "systemd-run --unit=bootc-rollout-unlock-[0-9a-f]{8}.service --collect --quiet --wait --property=RuntimeMaxSec=120 bootc upgrade --quiet --from-downloaded"),
            soft ->
                assertThat(soft)
                    .startsWith("systemd-run --unit=bootc-rollout-soft-reboot-")
                    .endsWith("bootc upgrade --quiet --from-downloaded --soft-reboot=required"),
            undeploy ->
                assertThat(undeploy)
                    .startsWith("systemd-run --unit=bootc-rollout-undeploy-")
                    .endsWith("ostree admin undeploy 0"),
            stop -> assertThat(stop).isEqualTo("systemctl stop bootc-rollout-stage.service"));
  }

  @Test
  void shouldTellWhatTheCommandPrintedWhenItFails() throws IOException {
    // Given
    HostCommands commands =
        host(
            """
            case $1 in
            systemd-run) exit 1;;
            journalctl) echo "error: Upgrading: No staged deployment found"; echo "Failed with result 'exit-code'.";;
            esac
            """);

    // When
    Optional<String> complaint = new BootcCommand(commands, Duration.ofSeconds(5)).unlock();

    // Then
    assertThat(complaint)
        .contains("bootc upgrade --from-downloaded: error: Upgrading: No staged deployment found");
  }

  @Test
  void shouldTellWhySystemdRefusedWhenThereWasNoUnit() throws IOException {
    // Given
    HostCommands commands =
        host(
            """
            case $1 in
            systemd-run) echo "Failed to connect to bus: No such file or directory" >&2; exit 1;;
            esac
            """);

    // When
    Optional<String> complaint = new BootcCommand(commands, Duration.ofSeconds(5)).unlock();

    // Then
    assertThat(complaint.orElseThrow()).contains("Failed to connect to bus");
  }

  @Test
  void shouldWaitForTheTellingLineOnlyAsLongAsItIsNotThere() throws IOException {
    // Given
    StagingUnit early = unit(host("echo 'Started bootc-rollout-stage.service.'"));
    StagingUnit late = unit(host("echo 'error: Switching: no route'"));

    // When
    boolean maySayMore = early.maySayMore("cursor");
    boolean saidAll = !late.maySayMore("cursor");

    // Then
    assertThat(maySayMore).isTrue();
    assertThat(saidAll).isTrue();
    assertThat(late.lastError("cursor")).contains("error: Switching: no route");
  }

  @Test
  void shouldNameTheInhibitorWhenSomethingHoldsTheShutdownUp() throws IOException {
    // Given
    HostPower power =
        new HostPower(
            host(
                """
                echo "NetworkManager 0 root 700 NetworkManager sleep NetworkManager needs to turn off networks delay"
                echo "fwupd          0 root 812 fwupd          shutdown:sleep Flashing the firmware   block"
                """),
            directory,
            Duration.ofSeconds(5));

    // When
    Optional<String> inhibitor = power.inhibitor();

    // Then
    assertThat(inhibitor.orElseThrow()).startsWith("fwupd").contains("Flashing the firmware");
  }

  @Test
  void shouldLetOnlyOneAgentWorkWithOneMemory() throws IOException {
    // Given
    StateLock first = new StateLock(directory);
    StateLock second = new StateLock(directory);
    Optional<String> alone = first.refusal();

    // When
    Optional<String> refusal = second.refusal();

    // Then
    assertThat(alone).isEmpty();
    assertThat(refusal.orElseThrow()).contains("another agent works on this host");
    first.close();
    assertThat(second.refusal()).isEmpty();
    second.close();
  }

  @Test
  void shouldKeepItsMemoryFromOthers() throws IOException {
    // Given
    MemoryFile file = new MemoryFile(directory);

    // When
    file.save(Memory.EMPTY.withStaged("image", "boot"));

    // Then
    assertThat(Files.getPosixFilePermissions(directory.resolve("memory.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  private static StagingUnit unit(HostCommands commands) {
    return new StagingUnit(commands, Duration.ofSeconds(5), Duration.ofMinutes(1));
  }

  private List<String> asked() throws IOException {
    return Files.readAllLines(directory.resolve("asked"));
  }

  /** Each call makes a host of its own. */
  private HostCommands host(String script) throws IOException {
    Path prefix = Files.createTempFile(directory, "prefix", "");
    Files.writeString(
        prefix, "#!/bin/sh\necho \"$*\" >> " + directory.resolve("asked") + "\n" + script);
    Files.setPosixFilePermissions(prefix, PosixFilePermissions.fromString("rwx------"));
    return new HostCommands(List.of(prefix.toString()));
  }
}
