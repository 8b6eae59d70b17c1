package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HostCommandsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void shouldPassEachArgumentAsItIsWhenItLooksLikeShell() {
    // Given
    HostCommands commands = new HostCommands(List.of("printf", "[%s]"));

    // When
    CommandResult result = commands.run(LONG, "$(id)", "a b", "; reboot", "*");

    // Then
    assertThat(result).isEqualTo(new CommandResult.Exited(0, "[$(id)][a b][; reboot][*]", ""));
  }

  @Test
  void shouldKillTheCommandAndItsChildrenWhenTheDeadlinePasses() {
    // Given
    HostCommands commands = new HostCommands(List.of());

    // When
    CommandResult result =
        commands.run(Duration.ofMillis(500), "sh", "-c", "sleep 86399 & sleep 86398; true");

    // Then
    assertThat(result).isEqualTo(new CommandResult.TimedOut(Duration.ofMillis(500)));
    await().atMost(LONG).until(() -> sleepers().isEmpty());
  }

  @Test
  void shouldKeepTheBeginningAndNotHoldTheCommandUpWhenItPrintsTooMuch() {
    // Given
    HostCommands commands = new HostCommands(List.of());

    // When
    CommandResult result = commands.run(LONG, "head", "-c", "5000000", "/dev/zero");

    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            CommandResult.Exited.class,
            exited -> {
              assertThat(exited.code()).isZero();
              assertThat(exited.output()).hasSize(HostCommands.LONGEST_OUTPUT);
            });
  }

  @Test
  void shouldNotWaitForTheStreamsWhenAChildOfTheCommandKeepsThemOpen() {
    // Given
    HostCommands commands = new HostCommands(List.of());

    // When
    CommandResult result = commands.run(LONG, "sh", "-c", "sleep 20 & exit 3");

    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            CommandResult.Exited.class, exited -> assertThat(exited.code()).isEqualTo(3));
  }

  @Test
  void shouldNameThePrefixWhenItCannotBeRun() {
    // Given
    HostCommands commands = new HostCommands(List.of("/no/such/nsenter"));

    // When
    CommandResult result = commands.run(LONG, "bootc", "status");

    // Then
    assertThat(result.succeeded()).isFalse();
    assertThat(result.complaint()).contains("/no/such/nsenter").contains("host command prefix");
  }

  @Test
  void shouldCloseTheInputWhenTheCommandReadsIt() {
    // Given
    HostCommands commands = new HostCommands(List.of());

    // When
    CommandResult result = commands.run(LONG, "cat");

    // Then
    assertThat(result).isEqualTo(new CommandResult.Exited(0, "", ""));
  }

  private static Set<Long> sleepers() {
    return ProcessHandle.allProcesses()
        .filter(process ->
            process
                .info()
                .commandLine()
                .filter(line -> line.endsWith("sleep 86399") || line.endsWith("sleep 86398"))
                .isPresent())
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }
}
