package dev.bootc.rollout.agent.host;

import dev.bootc.rollout.agent.bootc.BootcStatus;
import dev.bootc.rollout.agent.bootc.BootcStatusParser;
import dev.bootc.rollout.agent.bootc.HostImages;
import dev.bootc.rollout.agent.plan.HostReading;
import dev.bootc.rollout.agent.plan.HostReading.Unusable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The verbs of bootc that end quickly. {@code bootc status} takes the lock of the host's storage
 * and blocks while anybody pulls: it is never run while the agent's own unit does, and no answer in
 * time means busy.
 */
public final class BootcCommand {
  private static final int FIRST_SIGNAL = 128;
  private static final String CONTAINER_VARIABLE =
      "the variable \"container\" reaches the host commands, so bootc reports nothing: let the host command prefix clear the environment (env -i)";
  static final Duration LOCKING = Duration.ofMinutes(2);

  private final HostCommands commands;
  private final HostUnit unit;
  private final Duration statusDeadline;
  private String switchOptions = "";

  public BootcCommand(HostCommands commands, Duration statusDeadline) {
    this.commands = commands;
    this.unit = new HostUnit(commands);
    this.statusDeadline = statusDeadline;
  }

  /**
   * How this host's bootc can stage, told by the options that it lists. Nothing is assumed of one
   * that does not answer.
   *
   * @param locked so that no reboot applies the image, where the host can
   * @param verified as {@link StagingCommand} has it
   * @param again an earlier attempt with progress failed; the plain call leaves less to go wrong
   */
  public StagingCommand stagingCommand(boolean locked, boolean verified, boolean again) {
    String options = options();
    // The progress descriptor is not listed; bootc has had it for longer than this one.
    return new StagingCommand(
        !again && options.contains("--soft-reboot"),
        locked && options.contains("--download-only"),
        verified);
  }

  private synchronized String options() {
    if (switchOptions.isEmpty()
        && commands.run(statusDeadline, "bootc", "switch", "--help")
            instanceof CommandResult.Exited exited
        && exited.code() == 0) {
      switchOptions = exited.output();
    }
    return switchOptions;
  }

  public HostReading status() {
    CommandResult result =
        commands.run(statusDeadline, "bootc", "status", "--json", "--format-version=1");
    return switch (result) {
      case CommandResult.TimedOut timedOut -> new HostReading.Busy(timedOut.deadline());
      case CommandResult.NotStarted notStarted -> new Unusable(notStarted.message());
      case CommandResult.Exited exited when exited.code() == 0 -> parse(exited.output());
      // Killed by a signal, as at shutdown: that says nothing of the host.
      case CommandResult.Exited exited when exited.code() > FIRST_SIGNAL ->
          new HostReading.Busy(statusDeadline);
      case CommandResult.Exited exited -> failed(exited);
    };
  }

  /**
   * Makes a staged image "download only", so that no reboot applies it. For a bootc that can stage
   * but not lock in one step; it compares manifests and pulls nothing, since the image is pinned.
   *
   * @return why that failed; empty also where this bootc cannot do it at all
   */
  public Optional<String> lock() {
    boolean able =
        commands.run(statusDeadline, "bootc", "upgrade", "--help")
                instanceof CommandResult.Exited exited
            && exited.output().contains("--download-only");
    if (!able) {
      return Optional.empty();
    }
    return upgrade("lock", "--download-only");
  }

  /** Makes a staged image that is "download only" one that a reboot applies. */
  public Optional<String> unlock() {
    return upgrade("unlock", "--from-downloaded");
  }

  /**
   * Prepares a soft reboot into the staged image. From then on {@code systemctl reboot} by anybody
   * is a soft one.
   *
   * @return why the host cannot; empty where it did
   */
  public Optional<String> prepareSoftReboot() {
    return upgrade("soft-reboot", "--from-downloaded", "--soft-reboot=required");
  }

  private Optional<String> upgrade(String purpose, String... options) {
    List<String> argv =
        Stream.concat(Stream.of("bootc", "upgrade", "--quiet"), Stream.of(options)).toList();
    return unit.run(purpose, LOCKING, argv)
        .map(complaint -> "bootc upgrade " + options[options.length - 1] + ": " + complaint);
  }

  private HostReading parse(String output) {
    return switch (BootcStatusParser.parse(output)) {
      case BootcStatus.Usable(HostImages images) -> new HostReading.Usable(images);
      case BootcStatus.NotBooted(String message) ->
          new Unusable(leaksContainerVariable() ? CONTAINER_VARIABLE : message);
      case BootcStatus.Unreadable(String message) -> new Unusable(Redaction.of(message));
    };
  }

  private boolean leaksContainerVariable() {
    return commands.run(statusDeadline, "env") instanceof CommandResult.Exited exited
        && exited.output().lines().anyMatch(line -> line.startsWith("container="));
  }

  private static Unusable failed(CommandResult.Exited exited) {
    return switch (exited.code()) {
      case 126, 127 ->
          new Unusable(
              "bootc was not found on the host (%s): install it, or check the host command prefix"
                  .formatted(exited.complaint()));
      case 2 ->
          new Unusable(
              "the host's bootc does not know \"status --json --format-version=1\" (%s): update it to 1.1 or newer"
                  .formatted(exited.complaint()));
      default -> new Unusable("bootc status failed with " + exited.complaint());
    };
  }
}
