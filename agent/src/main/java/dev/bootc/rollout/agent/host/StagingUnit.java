package dev.bootc.rollout.agent.host;

import dev.bootc.rollout.api.ImageRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transient systemd unit in which {@code bootc switch} runs on the host. It is not the agent's
 * child: it has the host's environment and a control group of its own, and goes on when the agent
 * dies.
 */
public final class StagingUnit {
  public static final String NAME = "bootc-rollout-stage.service";

  /** systemd sends SIGKILL after 90 seconds. */
  private static final Duration STOP = Duration.ofSeconds(100);

  /** What a unit printed is in the journal by then, or never will be. */
  private static final Duration LATE_LINES = Duration.ofSeconds(3);

  private final HostCommands commands;
  private final Duration deadline;
  private final Duration stagingDeadline;
  private @Nullable String askedFor;
  private long askedSince;

  /**
   * @param deadline of the short commands
   * @param stagingDeadline after which the host itself ends the unit
   */
  public StagingUnit(HostCommands commands, Duration deadline, Duration stagingDeadline) {
    this.commands = commands;
    this.deadline = deadline;
    this.stagingDeadline = stagingDeadline;
  }

  /**
   * Whether the unit runs.
   *
   * @throws IllegalStateException if the host does not say
   */
  public boolean isRunning() {
    CommandResult result = commands.run(deadline, "systemctl", "show", "-p", "ActiveState", NAME);
    if (!(result instanceof CommandResult.Exited(int _, String output, String _))
        || !output.startsWith("ActiveState=")) {
      throw new IllegalStateException("systemctl show: " + result.complaint());
    }
    return !output.startsWith("ActiveState=inactive") && !output.startsWith("ActiveState=failed");
  }

  /**
   * Stages the image and returns when the unit has ended. The result says nothing about the image:
   * an unsuccessful switch may have staged it and a successful one may not.
   *
   * @return what systemd-run complained of, for the case that there was no unit at all
   */
  public Optional<String> run(ImageRef.Pinned image, StagingCommand command) {
    List<String> argv =
        new ArrayList<>(
            List.of(
                "systemd-run",
                "--unit=" + NAME,
                "--collect",
                "--wait",
                "--property=IOWeight=20",
                "--property=CPUWeight=20",
                "--property=RuntimeMaxSec=" + stagingDeadline.toSeconds()));
    argv.addAll(command.argv(image));
    CommandResult result = commands.run(stagingDeadline.plusSeconds(30), argv);
    return result.succeeded() ? Optional.empty() : Optional.of(result.complaint());
  }

  /**
   * Stops the unit, if there is one, and waits for its end.
   *
   * @throws IllegalStateException if it does not end in time
   */
  public void stop() {
    CommandResult result = commands.run(STOP, "systemctl", "stop", NAME);
    if (!(result instanceof CommandResult.Exited)) {
      throw new IllegalStateException("systemctl stop: " + result.complaint());
    }
  }

  /** The place in the journal before a unit begins; empty where the journal does not say. */
  public String journalCursor() {
    CommandResult result =
        commands.run(deadline, "journalctl", "--show-cursor", "-n", "0", "-o", "cat");
    String mark = "-- cursor: ";
    return result instanceof CommandResult.Exited exited
        ? exited
            .output()
            .lines()
            .filter(line -> line.startsWith(mark))
            .map(line -> line.substring(mark.length()).strip())
            .findFirst()
            .orElse("")
        : "";
  }

  /**
   * Whether the line that says why the unit failed may still come: its end may be known before all
   * that it printed is in the journal.
   *
   * @param cursor where the unit began
   */
  public synchronized boolean maySayMore(String cursor) {
    if (Journal.error(journal(cursor)).isPresent()) {
      return false;
    }
    if (!cursor.equals(askedFor)) {
      askedFor = cursor;
      askedSince = System.nanoTime();
    }
    return System.nanoTime() - askedSince < LATE_LINES.toNanos();
  }

  /** The line of the unit's journal that says why it failed: its last error, else its last line. */
  public Optional<String> lastError(String cursor) {
    return Journal.lastError(journal(cursor));
  }

  private String journal(String cursor) {
    List<String> argv =
        cursor.isEmpty()
            ? Arrays.asList("journalctl", "-u", NAME, "-b", "-n", "100", "-o", "cat", "--no-pager")
            : Arrays.asList(
                "journalctl",
                "-u",
                NAME,
                "--after-cursor=" + cursor,
                "-n",
                "100",
                "-o",
                "cat",
                "--no-pager");
    return commands.run(deadline, argv) instanceof CommandResult.Exited exited
        ? exited.output()
        : "";
  }
}
