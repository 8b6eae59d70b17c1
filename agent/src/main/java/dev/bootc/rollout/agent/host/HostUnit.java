package dev.bootc.rollout.agent.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Runs a command that changes the host as a transient unit of the host's systemd: with the host's
 * network, environment and control group, so that it neither dies with the agent's pod nor counts
 * against that pod's memory. Returns when it has ended.
 */
final class HostUnit {
  private static final Duration READING = Duration.ofSeconds(20);
  private static final int TELLING_LINES = 20;

  private final HostCommands commands;

  HostUnit(HostCommands commands) {
    this.commands = commands;
  }

  /**
   * @param verb part of the unit's name, for humans. Each run has a name of its own: one that a
   *     dead agent left behind is in nobody's way, and its journal is not taken for this one's
   * @param longest after which the host itself ends the command
   * @return what the command complained of; empty where it succeeded
   */
  Optional<String> run(String verb, Duration longest, List<String> command) {
    String unit =
        "bootc-rollout-%s-%s.service".formatted(verb, UUID.randomUUID().toString().substring(0, 8));
    List<String> argv =
        Stream.concat(
                Stream.of(
                    "systemd-run",
                    "--unit=" + unit,
                    "--collect",
                    "--quiet",
                    "--wait",
                    "--property=RuntimeMaxSec=" + longest.toSeconds()),
                command.stream())
            .toList();
    CommandResult result = commands.run(longest.plusSeconds(30), argv);
    return result.succeeded()
        ? Optional.empty()
        : Optional.of(printedBy(unit).orElseGet(result::complaint));
  }

  private Optional<String> printedBy(String unit) {
    CommandResult read =
        commands.run(
            READING,
            "journalctl",
            "-u",
            unit,
            "-b",
            "-n",
            Integer.toString(TELLING_LINES),
            "-o",
            "cat",
            "--no-pager");
    return read instanceof CommandResult.Exited exited
        ? Journal.error(exited.output())
        : Optional.empty();
  }
}
