package dev.bootc.rollout.agent.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks systemd on the host for the state of units that are not the agent's. */
final class UnitStates {
  private static final Logger LOG = LoggerFactory.getLogger(UnitStates.class);

  private final HostCommands commands;
  private final Duration deadline;

  UnitStates(HostCommands commands, Duration deadline) {
    this.commands = commands;
    this.deadline = deadline;
  }

  /** Those of the units that are active; none where systemd does not say. */
  List<String> active(List<String> units) {
    List<String> argv = new ArrayList<>(List.of("systemctl", "is-active"));
    argv.addAll(units);
    CommandResult result = commands.run(deadline, argv);
    // The exit code sums all of them up; the states are told line by line.
    List<String> states =
        result instanceof CommandResult.Exited exited
            ? exited.output().lines().toList()
            : List.of();
    if (states.size() != units.size()) {
      LOG.atWarn()
          .addKeyValue("reason", result.complaint())
          .log("systemd does not say whether other updaters are active");
      return List.of();
    }
    return IntStream.range(0, units.size())
        .filter(index -> states.get(index).equals("active"))
        .mapToObj(units::get)
        .toList();
  }
}
