package dev.bootc.rollout.agent.host;

import dev.bootc.rollout.agent.plan.PowerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reboots the host and says which boot runs. */
public final class HostPower {
  private static final String BOOT_COMPLETE = "ostree-boot-complete.service";
  private static final String COUNT = "SoftRebootsCount";

  private final HostCommands commands;
  private final Path kernelBootId;
  private final Duration deadline;
  private @Nullable String softReboots;

  /**
   * @param root the host's root directory as the agent sees it
   */
  public HostPower(HostCommands commands, Path root, Duration deadline) {
    this.commands = commands;
    this.kernelBootId = root.resolve("proc/sys/kernel/random/boot_id");
    this.deadline = deadline;
  }

  /**
   * The ID of the running boot: the kernel's, with the number of soft reboots since it started if
   * there were any. Each reboot of either kind gives another one.
   *
   * @throws IllegalStateException if the host does not say how many soft reboots there were
   */
  public String bootId() {
    String count = softReboots();
    return count.equals("0") ? kernelBootId() : kernelBootId() + "+" + count;
  }

  /**
   * Asked once: a soft reboot ends this process too. A systemd that does not know them has none.
   */
  private synchronized String softReboots() {
    if (softReboots == null) {
      CommandResult result = commands.run(deadline, "systemctl", "show", "-p", COUNT);
      if (!(result instanceof CommandResult.Exited(int code, String output, String _))
          || code != 0) {
        throw new IllegalStateException("systemctl show -p " + COUNT + ": " + result.complaint());
      }
      String count = output.strip().replaceFirst("^" + COUNT + "=", "");
      softReboots = count.isEmpty() ? "0" : count;
    }
    return softReboots;
  }

  /** The kernel's boot ID. A soft reboot keeps it, and with it {@code /run}. */
  public String kernelBootId() {
    try {
      return Files.readString(kernelBootId).strip();
    } catch (IOException unreadable) {
      throw new HostUnreadable(unreadable);
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

  /**
   * What inhibits the host's shutdown, as systemd lists it: a firmware update, a package manager. A
   * systemd of 257 or newer refuses reboots for it to everybody.
   */
  public Optional<String> inhibitor() {
    CommandResult result =
        commands.run(deadline, "systemd-inhibit", "--list", "--no-legend", "--no-pager");
    return result instanceof CommandResult.Exited(int code, String output, String _) && code == 0
        ? output
            .lines()
            .map(String::strip)
            .filter(line -> line.endsWith("block") && line.contains("shutdown"))
            .findFirst()
            .map(line -> Redaction.of(line.replaceAll("\\s+", " ")))
        : Optional.empty();
  }

  /**
   * Asks for the soft reboot that was prepared.
   *
   * @return why there is none; empty where the host accepted
   */
  public Optional<String> softReboot() {
    if (!commands.run(deadline, "mountpoint", "-q", "/run/nextroot").succeeded()) {
      return Optional.of("/run/nextroot is no mount point, so the staged image would not be run");
    }
    CommandResult result = commands.run(deadline, "systemctl", "soft-reboot");
    return result.succeeded()
        ? Optional.empty()
        : Optional.of("systemctl soft-reboot: " + result.complaint());
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
