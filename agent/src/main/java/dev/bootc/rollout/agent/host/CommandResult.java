package dev.bootc.rollout.agent.host;

import java.time.Duration;

/** How a command on the host ended. */
sealed interface CommandResult {

  /**
   * The command ended by itself. Its output is cut at {@link HostCommands#LONGEST_OUTPUT}.
   *
   * @param code 0 by convention means success; what it is worth depends on the command
   */
  record Exited(int code, String output, String errors) implements CommandResult {}

  /** The command did not end in time and was killed. */
  record TimedOut(Duration deadline) implements CommandResult {}

  /** There was nothing to run. */
  record NotStarted(String message) implements CommandResult {}

  /** Whether the command said that it succeeded. */
  default boolean succeeded() {
    return this instanceof Exited exited && exited.code() == 0;
  }

  /** For humans: why the command did not succeed. */
  default String complaint() {
    return switch (this) {
      case Exited exited ->
          exited.errors().isBlank()
              ? "exit code " + exited.code()
              : "exit code " + exited.code() + ": " + Redaction.of(lastLine(exited.errors()));
      case TimedOut timedOut -> "no end within " + timedOut.deadline().toSeconds() + " s";
      case NotStarted notStarted -> notStarted.message();
    };
  }

  private static String lastLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).reduce((one, next) -> next).orElse("");
  }
}
