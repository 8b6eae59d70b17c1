package dev.bootc.rollout.testkit.host.nspawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.host.CommandResult;
import dev.bootc.rollout.testkit.junit.RealSystemd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealSystemd
class NspawnMachineIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  @TempDir Path directory;

  @Test
  void shouldComeUpWithAnotherBootIdAndItsOldJournalWhenItReboots() throws IOException {
    Path marks = Files.createDirectory(directory.resolve("marks"));
    Blueprint blueprint = new Blueprint(directory, List.of(), List.of(marks), Map.of());
    Runnable betweenBoots = () -> assertThat(marks.resolve("rebooted").toFile().mkdir()).isTrue();
    try (NspawnMachine machine =
        NspawnMachine.create(directory.resolve("root"), "boots", blueprint, betweenBoots)) {
      // Given
      machine.start();
      awaitRunning(machine);
      String first = run(machine, "cat", BOOT_ID.toString());
      run(machine, "systemd-run", "--wait", "--unit=once", "echo", "from the first boot");

      // When
      run(machine, "systemctl", "reboot");

      // Then
      await().atMost(PATIENCE).until(() -> machine.boots() == 2);
      awaitRunning(machine);
      assertThat(run(machine, "cat", BOOT_ID.toString()))
          .isNotEqualTo(first)
          .isNotEqualTo(Files.readString(BOOT_ID).strip());
      assertThat(run(machine, "journalctl", "-b", "-1", "-u", "once", "-o", "cat"))
          .contains("from the first boot");
      assertThat(marks.resolve("rebooted")).exists();
    }
    assertThat(directory.resolve("root")).doesNotExist();
    assertNothingRunsBelow(directory);
  }

  @Test
  void shouldLeaveNoProcessBehindWhenTheJvmIsKilled() throws IOException {
    // Given
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MachineProgram.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("program.log").toFile())
            .start();
    await().atMost(PATIENCE).until(() -> initBelow(program).findAny().isPresent());
    List<ProcessHandle> family = program.descendants().toList();

    // When
    program.destroyForcibly();

    // Then
    await().atMost(PATIENCE).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    assertNothingRunsBelow(directory);
    new RootFolder(directory.resolve("root")).remove();
  }

  private static Stream<ProcessHandle> initBelow(Process program) {
    return program
        .descendants()
        .filter(each ->
            each.info().command().filter(path -> path.endsWith("/systemd/systemd")).isPresent());
  }

  private static void awaitRunning(NspawnMachine machine) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            machine.init().isPresent()
                && run(machine, "systemctl", "is-system-running").equals("running"));
  }

  private static String run(NspawnMachine machine, String... command) {
    return CommandResult.of(machine.execute(List.of(command))).output();
  }

  private static void assertNothingRunsBelow(Path directory) throws IOException {
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(each ->
            each.info().commandLine().filter(line -> line.contains(directory + "/")).isPresent());
    assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(directory.toString());
  }
}
