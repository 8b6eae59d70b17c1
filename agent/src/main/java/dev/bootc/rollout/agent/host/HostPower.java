package dev.bootc.rollout.agent.host;

import dev.bootc.rollout.agent.plan.PowerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reboots the host and says which boot runs. */
public final class HostPower {
  private static final String BOOT_COMPLETE = "ostree-boot-complete.service";

  private final HostCommands commands;
  private final Path bootId;
  private final Duration deadline;

  /**
   * @param root the host's root directory as the agent sees it
   */
  public HostPower(HostCommands commands, Path root, Duration deadline) {
    this.commands = commands;
    this.bootId = root.resolve("proc/sys/kernel/random/boot_id");
    this.deadline = deadline;
  }

  /** The ID of the running boot. A soft reboot keeps it. */
  public String bootId() {
    try {
      return Files.readString(bootId).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "cannot read the boot ID: check the host root directory", unreadable);
    }
  }

  /** Whether the host is shutting down already. */
  public PowerState state() {
    CommandResult result = commands.run(deadline, "systemctl", "is-system-running");
    String state = result instanceof CommandResult.Exited exited ? exited.output().strip() : "";
    return switch (state) {
      case "stopping" -> PowerState.GOING_DOWN;
      case "initializing", "starting", "running", "degraded", "maintenance" -> PowerState.UP;
      default -> PowerState.UNKNOWN;
    };
  }

  /**
   * Asks for a full reboot; it is one even where something prepared a soft reboot.
   *
   * @return why the host refused; empty where it accepted
   */
  public Optional<String> reboot() {
    CommandResult result =
        commands.run(deadline, "env", "SYSTEMCTL_SKIP_AUTO_SOFT_REBOOT=1", "systemctl", "reboot");
    return result.succeeded()
        ? Optional.empty()
        : Optional.of("systemctl reboot: " + result.complaint());
  }

  /** Why the last shutdown did not install the staged image; empty where nothing was noted. */
  public Optional<String> finalizeFailure() {
    boolean failed =
        commands.run(deadline, "systemctl", "show", "-p", "ActiveState", BOOT_COMPLETE)
                instanceof CommandResult.Exited shown
            && shown.output().strip().equals("ActiveState=failed");
    return failed
            && commands.run(
                    deadline,
                    "journalctl",
                    "-u",
                    BOOT_COMPLETE,
                    "-b",
                    "-n",
                    "20",
                    "-o",
                    "cat",
                    "--no-pager")
                instanceof CommandResult.Exited exited
        ? Journal.lastError(exited.output())
        : Optional.empty();
  }
}
